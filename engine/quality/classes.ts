/** What a patch may be: what the networks were trained on, or one of the kinds that they were not. The first is the good one. */
export const gateClasses = ['fine', 'coarser', 'finer', 'colour', 'blur', 'pen'] as const

export type GateClass = (typeof gateClasses)[number]
