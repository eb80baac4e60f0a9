/** A place of the grid without a value, and one whose tile failed (contract/urls.ts). */
export const failedValue = -1

/** Values over a regular grid, row by row. NaN: nothing there. */
export interface Raster {
  cols: number
  rows: number
  values: Float32Array
}

/**
 * Halves a raster by the maximum of each 2 × 2 block, so that an overview hides no positive patch.
 * A probability outranks a failure, a failure outranks nothing.
 */
export function halve({ cols, rows, values }: Raster): Raster {
  const half = { cols: Math.ceil(cols / 2), rows: Math.ceil(rows / 2) }
  const result = new Float32Array(half.cols * half.rows).fill(Number.NaN)
  for (let row = 0; row < rows; row++) {
    const target = (row >> 1) * half.cols
    for (let col = 0; col < cols; col++) {
      const value = values[row * cols + col] ?? Number.NaN
      const index = target + (col >> 1)
      const best = result[index] ?? Number.NaN
      if (value > best || Number.isNaN(best)) result[index] = value
    }
  }
  return { ...half, values: result }
}

/** A raster and its halvings, made when they are first asked for. */
export class Pyramid {
  private readonly levels: Raster[]

  constructor(base: Raster) {
    this.levels = [base]
  }

  get base(): Raster {
    return this.level(0)
  }

  /** The raster halved `depth` times, or as often as it can be. */
  level(depth: number): Raster {
    for (let made = this.levels.length; made <= depth; made++) {
      const last = this.levels[made - 1] as Raster
      if (last.cols === 1 && last.rows === 1) return last
      this.levels.push(halve(last))
    }
    return this.levels[depth] as Raster
  }

  /**
   * How often to halve so that a cell is at least one pixel of the screen.
   * @param cellPixels edge of a base cell on the screen, in device pixels
   */
  static depthFor(cellPixels: number): number {
    return cellPixels >= 1 ? 0 : Math.ceil(Math.log2(1 / cellPixels))
  }
}

/** What a raster of probabilities holds at a threshold of 0 or more. */
export interface Counts {
  /** Patches with a probability. */
  analysed: number
  /** Of these, at or above the threshold. */
  positive: number
  failed: number
}

export function countsAt(values: Float32Array, threshold: number): Counts {
  let analysed = 0
  let positive = 0
  let failed = 0
  // Without branches: probabilities are in no order that a processor could foresee, and there may be a million.
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    analysed += Number(value >= 0)
    positive += Number(value >= threshold)
    failed += Number(value === failedValue)
  }
  return { analysed, positive, failed }
}

/** Cells below the threshold: not drawn, drawn faintly, or drawn like the others. */
export const belowChoices = ['hide', 'faint', 'show'] as const
export type Below = (typeof belowChoices)[number]

/**
 * Colours probabilities into RGBA words. A failed cell gets `failed`, a cell without value stays clear.
 * @param table 256 colours from probability 0 to 1 (colors.ts)
 */
export function paintProbabilities(
  values: Float32Array,
  pixels: Uint32Array,
  { table, threshold, below, failed }: { table: Uint32Array; threshold: number; below: Below; failed: number }
): void {
  const faint = table.map(color => ((color & 0xffffff) | (0x48 << 24)) >>> 0)
  const colors = new Uint32Array(512)
  if (below !== 'hide') colors.set(below === 'show' ? table : faint)
  colors.set(table, 256)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (value >= 0)
      pixels[index] = colors[((value * 255 + 0.5) | 0) + (Number(value >= threshold) << 8)] as number
    else pixels[index] = value === failedValue ? failed : 0
  }
}
