import type { Mixture } from '../../contract/models/model.ts'

const rounds = 200
/** Minimum standard deviation: a narrower component would describe single patches. */
const narrowest = 0.3
/** Minimum share of each class, even on a slide that is all of the other. */
const smallest = 0.02

/** Expectation maximisation from a start, without labels (Dempster, Laird and Rubin 1977). */
export function fitMixture(values: ArrayLike<number>, start: Mixture): Mixture {
  const belongs = new Float64Array(values.length)
  let mixture = start
  for (let round = 0; round < rounds; round++) {
    const next = improved(values, mixture, belongs)
    const moved = Math.abs(next.means[0] - mixture.means[0]) + Math.abs(next.means[1] - mixture.means[1])
    mixture = next
    if (moved < 1e-7) break
  }
  return mixture
}

/**
 * Returns the distance between the components relative to their widths: D of Ashman, Bird and Zepf
 * 1994, who require more than 2 before they call a distribution bimodal.
 */
export function separationOf({ means, deviations }: Mixture): number {
  return (Math.SQRT2 * (means[1] - means[0])) / Math.hypot(...deviations)
}

/**
 * One round of expectation maximisation, in two passes over the values.
 * @param belongs receives each value's membership of the upper component
 */
function improved(values: ArrayLike<number>, mixture: Mixture, belongs: Float64Array): Mixture {
  const membership = membershipIn(mixture)
  const [weights, sums, squares] = [
    [0, 0],
    [0, 0],
    [0, 0]
  ] as [[number, number], [number, number], [number, number]]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    const upper = membership(value)
    belongs[i] = upper
    weights[0] += 1 - upper
    weights[1] += upper
    sums[0] += (1 - upper) * value
    sums[1] += upper * value
  }
  const total = [Math.max(1e-9, weights[0]), Math.max(1e-9, weights[1])] as const
  const means: [number, number] = [sums[0] / total[0], sums[1] / total[1]]
  for (let i = 0; i < values.length; i++) {
    const upper = belongs[i] as number
    squares[0] += (1 - upper) * ((values[i] as number) - means[0]) ** 2
    squares[1] += upper * ((values[i] as number) - means[1]) ** 2
  }
  const deviation = (side: 0 | 1) => Math.max(narrowest, Math.sqrt(squares[side] / total[side]))
  const share = Math.min(1 - smallest, Math.max(smallest, weights[1] / Math.max(1, values.length)))
  return { means, deviations: [deviation(0), deviation(1)], share }
}

/**
 * Returns a function that gives a value's membership of the upper component. Beyond the mean of one
 * component a value never counts more towards the other: otherwise a wide component would reach
 * around the narrow one.
 */
function membershipIn({ means, deviations, share }: Mixture): (value: number) => number {
  const lower = Math.log((1 - share) / deviations[0])
  const upper = Math.log(share / deviations[1])
  return value => {
    const toLower = lower - ((value - means[0]) / deviations[0]) ** 2 / 2
    const toUpper = upper - ((value - means[1]) / deviations[1]) ** 2 / 2
    const belongs = 1 / (1 + Math.exp(toLower - toUpper))
    if (value >= means[1]) return Math.max(belongs, 0.5)
    return value <= means[0] ? Math.min(belongs, 0.5) : belongs
  }
}
