import type { Grid } from '../../../../contract/run.ts'
import { colorTable } from '../colors.ts'
import type { Figure } from './tree.ts'

/** How much of the tissue a mark covers: at the threshold or above, and below it. */
const strong = 150
const faint = 32
/** Strokes over a patch that no network was made for: so wide, so far apart, pixels of the figure. */
const hatch = [20, 20, 20, 235] as const
const stroke = 2
const period = 6
const failed = [128, 128, 128, 190] as const

/**
 * The heatmap as a figure shows it. A cell lies where its patch does, to a pixel of the figure; where cells are smaller than
 * pixels the highest counts, so that no overview hides a mark.
 * @param cells cols × rows: a probability, NaN where there is none, −1 where a tile failed
 * @param flags cols × rows: from 1 on where no network was made for the patch, which is hatched
 * @returns RGBA, width × height × 4 bytes
 */
export function heatOver(
  figure: Figure,
  grid: Grid,
  cells: Float32Array,
  flags: Uint8Array | null,
  threshold: number
): Uint8Array {
  const { box, width, height } = figure
  const values = new Float32Array(width * height).fill(Number.NaN)
  const hatched = flags && new Uint8Array(width * height)
  const corner = (grid.patch - grid.stride) / 2
  const across = (col: number) => ((grid.originX + corner + col * grid.stride - box.x) * width) / box.width
  const down = (row: number) => ((grid.originY + corner + row * grid.stride - box.y) * height) / box.height
  for (let row = 0; row < grid.rows; row++) {
    const [top, bottom] = span(down(row), down(row + 1), height)
    for (let col = 0; col < grid.cols; col++) {
      const value = cells[row * grid.cols + col]!
      if (Number.isNaN(value)) continue
      const [left, right] = span(across(col), across(col + 1), width)
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) {
          const pixel = y * width + x
          if (!(values[pixel]! >= value)) values[pixel] = value
          if (hatched && flags[row * grid.cols + col]! > 0 && (x + y) % period < stroke) hatched[pixel] = 1
        }
    }
  }
  const pixels = paint(values, threshold)
  hatched?.forEach((mark, pixel) => {
    if (mark) pixels.set(hatch, pixel * 4)
  })
  return pixels
}

/** Whole pixels from one edge to the next: never none, never two cells at once unless they are smaller than a pixel. */
function span(from: number, to: number, limit: number): [number, number] {
  const [first, last] = [Math.round(from), Math.round(to)]
  // One that is smaller than a pixel belongs to the pixel that it lies in.
  if (first === last) return [Math.max(0, Math.floor(from)), Math.min(limit, Math.floor(from) + 1)]
  return [Math.max(0, first), Math.min(limit, last)]
}

function paint(values: Float32Array, threshold: number): Uint8Array {
  const colors = colorTable()
  const pixels = new Uint8Array(values.length * 4)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isNaN(value)) continue
    if (value < 0) {
      pixels.set(failed, i * 4)
      continue
    }
    const step = Math.round(value * 255) * 3
    pixels[i * 4] = colors[step]!
    pixels[i * 4 + 1] = colors[step + 1]!
    pixels[i * 4 + 2] = colors[step + 2]!
    pixels[i * 4 + 3] = value >= threshold ? strong : faint
  }
  return pixels
}
