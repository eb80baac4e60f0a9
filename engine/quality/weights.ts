/** Weights of the quality check as fitted by `ductal gate --fit`; the contents of weights.json. */
export interface GateWeights {
  /** Mean of each feature over the patches of the fit. */
  means: number[]
  deviations: number[]
  /** One row per hidden unit: a weight for each feature, then the constant. */
  hidden: number[][]
  /** One row per class: a weight for each hidden unit, then the constant. */
  output: number[][]
  /** Minimum score at which a patch is flagged. */
  threshold: number
  /** Mean evidence from which a whole slide counts as having another scale. */
  slideThreshold: number
}
