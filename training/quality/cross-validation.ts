import { qualityClasses } from '../../contract/runs/quality.ts'
import { QualityNetwork } from '../../engine/quality/network.ts'
import { evidenceOf, likeliest } from '../../engine/quality/quality.ts'
import { type FittedQualityCheck, fitQualityCheck } from './fit.ts'
import type { Sample } from './samples.ts'

/** Scores of one trial's patch, by a quality check fitted without its patient. */
export interface Judged {
  patient: string
  fold: number
  name: string
  score: number
  evidence: number
  /** Whether pen is likelier than every other flag. */
  pen: boolean
}

const penClass = qualityClasses.indexOf('pen')

/** Groups patients to leave out together: largest first, each into the smallest group. */
export function foldsOf(samples: readonly Sample[], count: number): Map<string, number> {
  const patches = new Map<string, number>()
  for (const { patient } of samples) patches.set(patient, (patches.get(patient) ?? 0) + 1)
  const sizes = new Float64Array(count)
  const folds = new Map<string, number>()
  for (const [patient, size] of [...patches].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const fold = sizes.indexOf(Math.min(...sizes))
    folds.set(patient, fold)
    sizes[fold] = (sizes[fold] as number) + size
  }
  return folds
}

/** Scores every trial by a quality check fitted on the training samples of other patients. */
export function judgeHeldOut(
  lessons: readonly Sample[],
  trials: readonly Sample[],
  count: number,
  seed: number,
  told: (line: string) => void
): Judged[] {
  const folds = foldsOf(lessons, count)
  const foldOf = ({ patient }: Sample) => folds.get(patient) as number
  return Array.from({ length: count }, (_, fold) => {
    told(`fold ${fold + 1} of ${count}`)
    const fitted = fitQualityCheck(
      lessons.filter(sample => foldOf(sample) !== fold),
      seed
    )
    return judgeBy(
      fitted,
      trials.filter(sample => foldOf(sample) === fold),
      fold
    )
  }).flat()
}

export function judgeBy(fitted: FittedQualityCheck, samples: readonly Sample[], fold: number): Judged[] {
  const network = new QualityNetwork(fitted)
  const probabilities = new Float32Array(qualityClasses.length)
  return samples.map(({ patient, name, features }) => {
    network.run(features, probabilities, 0)
    const evidence = evidenceOf(probabilities)
    const pen = likeliest(probabilities) === penClass
    return { patient, fold, name, score: 1 - (probabilities[0] as number), evidence, pen }
  })
}
