import type { Rgb } from '../../../contract/runs/colormaps.ts'
import { failedValue } from './raster.ts'

/**
 * Agreement of a prediction with the slide's ground truth, in ascending importance; an overview
 * shows the most important one.
 */
export const agreements = ['trueNegative', 'truePositive', 'falsePositive', 'falseNegative'] as const
export type Agreement = (typeof agreements)[number]

/** Distinct for colour-blind users (after Okabe and Ito). */
export const agreementColors: Record<Agreement, Rgb> = {
  trueNegative: [150, 158, 168],
  truePositive: [0, 114, 178],
  falsePositive: [240, 190, 30],
  falseNegative: [213, 60, 0]
}

/**
 * Returns the agreement of each cell with both a probability and a truth, as an index into {@link
 * agreements}. Failures stay; other cells are NaN.
 * @param truth 0 or 1; −1 where it is unknown
 */
export function agreementOf(values: Float32Array, truth: Int8Array, threshold: number): Float32Array {
  const result = new Float32Array(values.length).fill(Number.NaN)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    const actual = truth[index] as number
    if (value === failedValue) result[index] = failedValue
    if (!(value >= 0) || actual < 0) continue
    const predicted = value >= threshold
    result[index] = actual === 1 ? (predicted ? 1 : 3) : predicted ? 2 : 0
  }
  return result
}

/** Counts the cells of each kind of agreement. */
export function agreementCounts(values: Float32Array): Record<Agreement, number> {
  const counts = [0, 0, 0, 0]
  for (const value of values) if (value >= 0) counts[value] = (counts[value] ?? 0) + 1
  const [trueNegative = 0, truePositive = 0, falsePositive = 0, falseNegative = 0] = counts
  return { trueNegative, truePositive, falsePositive, falseNegative }
}

/** A line along cell edges, in cells from the grid's top left corner. */
export interface GridLine {
  col0: number
  row0: number
  col1: number
  row1: number
}

/** Outlines all cells of class 1 with as few straight lines along cell edges as possible. */
export function outlineLines(truth: Int8Array, cols: number, rows: number): GridLine[] {
  const inside = (col: number, row: number) =>
    col >= 0 && row >= 0 && col < cols && row < rows && truth[row * cols + col] === 1
  const lines: GridLine[] = []
  for (let row = 0; row <= rows; row++)
    runs(
      cols,
      col => inside(col, row - 1) !== inside(col, row),
      (from, to) => lines.push({ col0: from, row0: row, col1: to, row1: row })
    )
  for (let col = 0; col <= cols; col++)
    runs(
      rows,
      row => inside(col - 1, row) !== inside(col, row),
      (from, to) => lines.push({ col0: col, row0: from, col1: col, row1: to })
    )
  return lines
}

function runs(
  length: number,
  edge: (index: number) => boolean,
  take: (from: number, to: number) => void
): void {
  let start = -1
  for (let index = 0; index <= length; index++) {
    const on = index < length && edge(index)
    if (on && start < 0) start = index
    if (!on && start >= 0) {
      take(start, index)
      start = -1
    }
  }
}
