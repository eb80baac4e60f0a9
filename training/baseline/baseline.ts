import { classCounts, classOf, type PatchSet } from '../../evaluation/data/patches.ts'
import { judge } from '../../evaluation/evaluate.ts'
import { chooseThreshold } from '../../evaluation/metrics/threshold.ts'
import type { ProtocolName } from '../data/protocol.ts'
import type { Split } from '../data/split.ts'
import { colourFeatures, featureCount } from './colour-features.ts'
import { fitRegression, predict } from './regression.ts'

/** Name of the colour baseline among the networks. */
export const baselineName = 'colour' as const

/**
 * Baseline for what colour alone achieves: a logistic regression on fifteen numbers of a patch,
 * with the same split as a network. Whatever a network gains over it comes from more than the
 * stain.
 */
export function colourBaseline(set: PatchSet, protocol: ProtocolName, seed: number, split: Split) {
  const sides = { train: split.train, validation: split.validation, test: split.test }
  const classes = (indices: Uint32Array) => Uint8Array.from(indices, index => classOf(set, index))
  const regression = fitRegression(colourFeatures(set, sides.train), classes(sides.train))
  const scoresOf = (indices: Uint32Array) => predict(regression, colourFeatures(set, indices))
  const scores = scoresOf(sides.test)
  // As for a network of this protocol.
  const threshold =
    protocol === 'patients' && sides.validation.length > 0
      ? chooseThreshold(set, sides.validation, scoresOf(sides.validation))
      : 0.5
  const side = (indices: Uint32Array) => ({ patches: indices.length, ...classCounts(set, indices) })
  return {
    system: baselineName,
    protocol,
    split: split.description,
    seed,
    recipe: {},
    parameters: featureCount + 1,
    bytes: (featureCount + 1) * Float32Array.BYTES_PER_ELEMENT,
    train: side(sides.train),
    validation: side(sides.validation),
    test: side(sides.test),
    epochs: [],
    figures: judge(
      { model: baselineName, version: '1.0.0', engine: 'cpu', threshold },
      set,
      sides.test,
      scores
    )
  }
}
