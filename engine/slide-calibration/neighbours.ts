import type { SlideCalibration } from '../../contract/models/model.ts'

/** Position of a patch on its slide's patch grid, in whole steps from any origin. */
export interface Place {
  column: number
  row: number
}

/** Positions of many patches, one entry each: a slide may have a million. */
export interface Places {
  columns: Int32Array
  rows: Int32Array
}

export const placesOf = (list: readonly Place[]): Places => ({
  columns: Int32Array.from(list, ({ column }) => column),
  rows: Int32Array.from(list, ({ row }) => row)
})

/**
 * Averages each value with its neighbours, because carcinoma grows in areas larger than a patch.
 * Missing neighbours, at the slide's edge or where there is no tissue, do not count.
 * @param step grid places between directly adjacent patches; more than one if patches overlap
 */
export function averagedOver(
  { radius, weight }: SlideCalibration['neighbours'],
  { columns, rows }: Places,
  values: ArrayLike<number>,
  step = 1
): Float64Array {
  const keyOf = keysOf(columns, Math.ceil(radius * step))
  const at = new Map<number, number>()
  columns.forEach((column, index) => {
    at.set(keyOf(column, rows[index] as number), index)
  })
  const around = offsets(radius).map(({ across, down, squared }) => ({
    across: Math.round(across * step),
    down: Math.round(down * step),
    share: weight * Math.exp((1 - squared) / 2)
  }))
  const means = new Float64Array(columns.length)
  columns.forEach((column, index) => {
    let [sum, total] = [values[index] as number, 1]
    for (const { across, down, share } of around) {
      const neighbour = at.get(keyOf(column + across, (rows[index] as number) + down))
      if (neighbour === undefined) continue
      sum += share * (values[neighbour] as number)
      total += share
    }
    means[index] = sum / total
  })
  return means
}

/** Values of one ring of neighbours, one entry per place. */
export interface RingValues {
  /** Share of the ring that exists. */
  shares: Float64Array
  /** Sum of the values, divided by the ring's full size. */
  means: Float64Array
}

/**
 * Returns the rings of neighbours around each place: eight places, then the sixteen around them,
 * and so on.
 * @param step grid places between directly adjacent patches; more than one if patches overlap
 */
export function ringsAround(
  count: number,
  { columns, rows }: Places,
  values: ArrayLike<number>,
  step = 1
): RingValues[] {
  const keyOf = keysOf(columns, Math.ceil(count * step))
  const at = new Map<number, number>()
  columns.forEach((column, index) => {
    at.set(keyOf(column, rows[index] as number), index)
  })
  return Array.from({ length: count }, (_, ring) => {
    const around = offsets(ring + 1).filter(
      ({ across, down }) => Math.max(Math.abs(across), Math.abs(down)) === ring + 1
    )
    const shares = new Float64Array(columns.length)
    const means = new Float64Array(columns.length)
    columns.forEach((column, index) => {
      let [sum, present] = [0, 0]
      for (const { across, down } of around) {
        const neighbour = at.get(
          keyOf(column + Math.round(across * step), (rows[index] as number) + Math.round(down * step))
        )
        if (neighbour === undefined) continue
        sum += values[neighbour] as number
        present++
      }
      shares[index] = present / around.length
      means[index] = sum / around.length
    })
    return { shares, means }
  })
}

/**
 * Returns a function that gives each place a unique number, including the places around the
 * outermost patches: rows are made so wide that no neighbourhood reaches into the next row.
 */
function keysOf(columns: Int32Array, reach: number): (column: number, row: number) => number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const column of columns) {
    least = Math.min(least, column)
    most = Math.max(most, column)
  }
  const width = most - least + 1 + reach
  return (column, row) => row * width + (column - least)
}

function offsets(radius: number) {
  const steps = Array.from({ length: 2 * radius + 1 }, (_, step) => step - radius)
  return steps
    .flatMap(down => steps.map(across => ({ across, down, squared: across ** 2 + down ** 2 })))
    .filter(({ squared }) => squared > 0)
}
