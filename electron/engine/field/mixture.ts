/** Two normal distributions of a slide's values: patches without carcinoma, and with it. */
export interface Mixture {
  /** Of the values without carcinoma, then with it. */
  means: [number, number]
  deviations: [number, number]
  /** Share of the patches with carcinoma. */
  share: number
}

const rounds = 200
/** Narrower humps would be single patches. */
const narrowest = 0.3
/** A slide that is all of one class still has this much of the other. */
const smallest = 0.02

/** Expectation and maximisation from a start, without labels (Dempster, Laird and Rubin 1977). */
export function fitMixture(values: ArrayLike<number>, start: Mixture): Mixture {
  let mixture = start
  for (let round = 0; round < rounds; round++) {
    const next = improved(values, mixture)
    const moved = Math.abs(next.means[0] - mixture.means[0]) + Math.abs(next.means[1] - mixture.means[1])
    mixture = next
    if (moved < 1e-7) break
  }
  return mixture
}

/**
 * How far apart the humps lie, measured by their width: D of Ashman, Bird and Zepf 1994, who ask for more than 2 before they call a
 * distribution two.
 */
export function separationOf({ means, deviations }: Mixture): number {
  return (Math.SQRT2 * (means[1] - means[0])) / Math.hypot(...deviations)
}

function improved(values: ArrayLike<number>, mixture: Mixture): Mixture {
  const belongs = Float64Array.from(values, value => membership(value, mixture))
  const positive = belongs.reduce((sum, part) => sum + part, 0)
  const total = [Math.max(1e-9, values.length - positive), Math.max(1e-9, positive)] as const
  const part = (index: number, side: 0 | 1) => {
    const of = belongs[index] as number
    return side === 1 ? of : 1 - of
  }
  const mean = (side: 0 | 1) => weighted(values, index => part(index, side)) / total[side]
  const means: [number, number] = [mean(0), mean(1)]
  const deviation = (side: 0 | 1) => {
    const squares = Float64Array.from(values, value => (value - means[side]) ** 2)
    return Math.max(narrowest, Math.sqrt(weighted(squares, index => part(index, side)) / total[side]))
  }
  const share = Math.min(1 - smallest, Math.max(smallest, positive / Math.max(1, values.length)))
  return { means, deviations: [deviation(0), deviation(1)], share }
}

function weighted(values: ArrayLike<number>, weight: (index: number) => number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += weight(i) * (values[i] as number)
  return sum
}

/** How far a value belongs to the upper hump. Beyond a hump's mean nothing belongs to the other: a wide one would reach around. */
function membership(value: number, { means, deviations, share }: Mixture): number {
  const height = (side: 0 | 1) =>
    Math.log((side === 1 ? share : 1 - share) / deviations[side]) -
    ((value - means[side]) / deviations[side]) ** 2 / 2
  const upper = 1 / (1 + Math.exp(height(0) - height(1)))
  if (value >= means[1]) return Math.max(upper, 0.5)
  if (value <= means[0]) return Math.min(upper, 0.5)
  return upper
}
