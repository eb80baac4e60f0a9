import type { ReliabilityBin } from '../../contract/models/evaluation.ts'

const bins = 15

/** Groups patches into 15 equal bins of probability; leaves out empty bins. */
export function reliability(scores: ArrayLike<number>, classes: ArrayLike<number>): ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ probability: 0, positives: 0, count: 0 }))
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number
    const bin = sums[Math.min(bins - 1, Math.floor(score * bins))] as ReliabilityBin
    bin.probability += score
    bin.positives += classes[i] === 1 ? 1 : 0
    bin.count++
  }
  return sums
    .filter(({ count }) => count > 0)
    .map(({ probability, positives, count }) => ({
      probability: probability / count,
      positives: positives / count,
      count
    }))
}

/**
 * Returns the expected calibration error: mean distance between probability and share of positives,
 * weighted by patches.
 */
export function calibrationError(scores: ArrayLike<number>, classes: ArrayLike<number>): number {
  return (
    reliability(scores, classes).reduce(
      (sum, { probability, positives, count }) => sum + count * Math.abs(probability - positives),
      0
    ) / scores.length
  )
}

/** Returns the mean squared distance between probability and class. */
export function brierScore(scores: ArrayLike<number>, classes: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < scores.length; i++) sum += ((scores[i] as number) - (classes[i] === 1 ? 1 : 0)) ** 2
  return sum / scores.length
}

/** Sums over the patches of one patient, by bin of probability. */
export interface Bins {
  probabilities: Float64Array
  positives: Float64Array
  counts: Float64Array
  squares: number
}

export function binsOf(scores: ArrayLike<number>, classes: ArrayLike<number>): Bins {
  const of: Bins = {
    probabilities: new Float64Array(bins),
    positives: new Float64Array(bins),
    counts: new Float64Array(bins),
    squares: brierScore(scores, classes) * scores.length
  }
  for (let i = 0; i < scores.length; i++) {
    const bin = Math.min(bins - 1, Math.floor((scores[i] as number) * bins))
    of.probabilities[bin]! += scores[i] as number
    of.positives[bin]! += classes[i] === 1 ? 1 : 0
    of.counts[bin]! += 1
  }
  return of
}

/** Returns calibration error and Brier score of patients, each counted so many times. */
export function weightedCalibration(
  patients: readonly Bins[],
  times: ArrayLike<number>
): { ece: number; brier: number } {
  const gaps = new Float64Array(bins)
  let [count, squares] = [0, 0]
  patients.forEach((of, patient) => {
    const weight = times[patient] as number
    if (weight === 0) return
    for (let bin = 0; bin < bins; bin++) {
      gaps[bin]! += weight * (of.probabilities[bin]! - of.positives[bin]!)
      count += weight * of.counts[bin]!
    }
    squares += weight * of.squares
  })
  return { ece: gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / count, brier: squares / count }
}
