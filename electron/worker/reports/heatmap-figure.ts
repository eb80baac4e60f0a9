import type { Grid } from '../../../contract/runs/run.ts'
import { colorTable } from '../../../results/colors.ts'
import type { Figure } from './tree.ts'

/** Opacity of the heatmap over the tissue: at or above the threshold, and below it. */
const strong = 150
const faint = 32
/**
 * Hatching of patches with a quality flag: colour, then stroke width and period in figure pixels.
 */
const hatch = [20, 20, 20, 235] as const
const stroke = 2
const period = 6
const failed = [128, 128, 128, 190] as const

/**
 * Renders the heatmap for a figure. Each cell covers its patch, to within a pixel of the figure.
 * If cells are smaller than pixels, the highest probability wins, so that no overview hides a mark.
 * @param cells cols × rows: probability, NaN without one, −1 in a failed tile
 * @param flags cols × rows: quality flags; non-zero cells are hatched
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

/**
 * Returns whole pixels between two edges: at least one, and never shared by two cells unless cells
 * are smaller than a pixel.
 */
function span(from: number, to: number, limit: number): [number, number] {
  const [first, last] = [Math.round(from), Math.round(to)]
  // A cell smaller than a pixel takes the pixel that contains it.
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
