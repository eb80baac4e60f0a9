/** A gate as it was fitted (`ductal gate --fit`): what weights.json holds. */
export interface GateWeights {
  /** Of each feature over the patches of the fit. */
  means: number[]
  deviations: number[]
  /** One row a hidden unit: a weight for each feature, then the constant. */
  hidden: number[][]
  /** One row a class: a weight for each hidden unit, then the constant. */
  output: number[][]
  /** From this score on a patch is flagged. */
  threshold: number
  /** Mean evidence from which a whole slide counts as having another scale. */
  slideThreshold: number
}
