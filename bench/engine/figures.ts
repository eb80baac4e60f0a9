/** Statistics of repeated measurements, rounded to three significant digits. */
export interface Spread {
  median: number
  min: number
  max: number
}

export function spreadOf(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number) => Number((sorted[index] ?? Number.NaN).toPrecision(3))
  return { median: at(sorted.length >> 1), min: at(0), max: at(sorted.length - 1) }
}
