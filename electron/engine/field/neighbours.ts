/** Where a patch lies on its slide's grid of patches, whole steps from any origin. */
export interface Place {
  column: number
  row: number
}

export interface Neighbourhood {
  /** Steps to each side that still count. */
  radius: number
  /** What a patch beside counts, the middle one being 1; farther ones less, by a normal distribution of one step. */
  weight: number
}

/**
 * Each value averaged with those around it: carcinoma grows in areas larger than a patch. Where the slide ends, or holds no
 * tissue, only the neighbours that are there count.
 */
export function averagedOver(
  { radius, weight }: Neighbourhood,
  places: readonly Place[],
  values: ArrayLike<number>
): Float64Array {
  const at = new Map(places.map(({ column, row }, index) => [`${column} ${row}`, index]))
  const around = offsets(radius).map(offset => ({
    ...offset,
    share: weight * Math.exp((1 - offset.squared) / 2)
  }))
  return Float64Array.from(places, ({ column, row }, index) => {
    let [sum, total] = [values[index] as number, 1]
    for (const { across, down, share } of around) {
      const neighbour = at.get(`${column + across} ${row + down}`)
      if (neighbour === undefined) continue
      sum += share * (values[neighbour] as number)
      total += share
    }
    return sum / total
  })
}

function offsets(radius: number) {
  const steps = Array.from({ length: 2 * radius + 1 }, (_, step) => step - radius)
  return steps
    .flatMap(down => steps.map(across => ({ across, down, squared: across ** 2 + down ** 2 })))
    .filter(({ squared }) => squared > 0)
}
