/**
 * Classes of the quality check: patches like those that the networks were trained on (the first),
 * or a kind that they were not trained on.
 */
export const gateClasses = ['fine', 'coarser', 'finer', 'colour', 'blur', 'pen'] as const

export type GateClass = (typeof gateClasses)[number]
