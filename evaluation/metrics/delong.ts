import type { PatientScores } from './bootstrap.ts'

/** Test of the difference of two AUCs on the same patches. */
export interface DelongTest {
  /** Second AUC minus the first. */
  difference: number
  /** DeLong et al. 1988: every patch counts as independent, so that p is too small. */
  patches: NormalTest
  /**
   * Obuchowski 1997: the same for clustered data, one cluster a patient; null with fewer than five
   * patients.
   */
  patients: NormalTest | null
}

export interface NormalTest {
  standardError: number
  /** Two-sided, from the normal distribution; null without any variance. */
  p: number | null
}

/** Minimum number of clusters for a standard error. */
const fewest = 5

/**
 * Compares the AUCs of two models.
 * @param first scores of each patient by the first model; the second has the same patches in the
 *   same order
 * @returns null if a class is missing
 */
export function delongTest(
  first: readonly PatientScores[],
  second: readonly PatientScores[]
): DelongTest | null {
  const owners = first.flatMap(({ scores }, patient) => Array.from(scores, () => patient))
  const classes = first.flatMap(patient => Array.from(patient.classes))
  const scoresOf = (patients: readonly PatientScores[]) =>
    patients.flatMap(({ scores }) => Array.from(scores))
  const placed = [first, second].map(patients => placements(scoresOf(patients), classes))
  const [before, after] = placed as [Float64Array, Float64Array]
  const positives = classes.filter(kind => kind === 1).length
  const negatives = classes.length - positives
  if (positives === 0 || negatives === 0) return null
  const differences = after.map((value, i) => value - (before[i] as number))
  const difference = meanOf(differences, classes, 1)
  // Each patch's part in the difference, as a deviation from its class's mean.
  const parts = differences.map((value, i) => {
    const kind = classes[i] === 1 ? 1 : 0
    return (value - difference) / (kind === 1 ? positives : negatives)
  })
  return {
    difference,
    patches: testOf(difference, patchVariance(parts, classes, positives, negatives)),
    patients: first.length < fewest ? null : testOf(difference, patientVariance(parts, owners, first.length))
  }
}

/**
 * Returns the placement of each patch: the share of patches of the other class that it is ranked
 * rightly against; ties count half (Sun and Xu 2014, by sorting).
 */
function placements(scores: number[], classes: number[]): Float64Array {
  const of = (kind: number) =>
    Float64Array.from(scores.filter((_, i) => (classes[i] === 1 ? 1 : 0) === kind)).sort()
  const [negative, positive] = [of(0), of(1)]
  return Float64Array.from(scores, (score, i) => {
    const others = classes[i] === 1 ? negative : positive
    const below = (countBelow(others, score, false) + countBelow(others, score, true)) / 2
    return (classes[i] === 1 ? below : others.length - below) / others.length
  })
}

/** Counts the sorted values below a score, with those equal to it if asked. */
function countBelow(sorted: Float64Array, score: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const value = sorted[middle] as number
    if (value < score || (orEqual && value === score)) low = middle + 1
    else high = middle
  }
  return low
}

function meanOf(values: Float64Array, classes: number[], kind: number): number {
  let [sum, count] = [0, 0]
  values.forEach((value, i) => {
    if ((classes[i] === 1 ? 1 : 0) !== kind) return
    sum += value
    count++
  })
  return sum / count
}

function patchVariance(parts: Float64Array, classes: number[], positives: number, negatives: number): number {
  const squares = [0, 0]
  parts.forEach((part, i) => {
    squares[classes[i] === 1 ? 1 : 0]! += part * part
  })
  const corrected = (sum: number, count: number) => (count < 2 ? 0 : (sum * count) / (count - 1))
  return corrected(squares[1] as number, positives) + corrected(squares[0] as number, negatives)
}

function patientVariance(parts: Float64Array, owners: number[], patients: number): number {
  const sums = new Float64Array(patients)
  parts.forEach((part, i) => {
    sums[owners[i] as number]! += part
  })
  return (sums.reduce((sum, value) => sum + value * value, 0) * patients) / (patients - 1)
}

function testOf(difference: number, variance: number): NormalTest {
  const standardError = Math.sqrt(variance)
  if (standardError === 0) return { standardError, p: difference === 0 ? 1 : null }
  return { standardError, p: erfc(Math.abs(difference) / standardError / Math.SQRT2) }
}

/**
 * Complementary error function for values from 0, with a relative error below 1.2e-7 (Press et al.,
 * Numerical Recipes, 6.2).
 */
export function erfc(value: number): number {
  const t = 1 / (1 + 0.5 * value)
  const factors = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277
  ]
  const polynomial = factors.reduceRight((sum, factor) => factor + t * sum, 0)
  return t * Math.exp(-value * value + polynomial)
}
