/** Value of a grid cell whose tile failed (contract/transport/urls.ts). */
export const failedValue = -1

/** Values on a regular grid, row by row. NaN where there is no value. */
export interface Raster {
  cols: number
  rows: number
  values: Float32Array
}

/**
 * How a cell of an overview summarises the cells it represents: by the highest value, the mean, or
 * the value farthest from 0.5 (for differences).
 */
export type Pooling = 'maximum' | 'mean' | 'extreme'

/** A downsampled raster. `weights`: number of values that each cell represents. */
interface Level extends Raster {
  weights?: Float32Array
}

/**
 * Halves a raster by pooling each 2 × 2 block. If the block holds values and failures, the pooled
 * value p is stored as −1 − p, so that the failure can still be shown where nothing is marked
 * ({@link paintProbabilities}). Failures alone stay −1.
 */
export function halve(raster: Level, pooling: Pooling = 'maximum'): Level {
  const { cols, rows, values, weights } = raster
  const half = { cols: Math.ceil(cols / 2), rows: Math.ceil(rows / 2) }
  const result = new Float32Array(half.cols * half.rows)
  const counts = pooling === 'mean' ? new Float32Array(result.length) : undefined
  const block = new Block(pooling)
  for (let row = 0; row < half.rows; row++)
    for (let col = 0; col < half.cols; col++) {
      block.clear()
      for (let y = 2 * row; y < Math.min(2 * row + 2, rows); y++)
        for (let x = 2 * col; x < Math.min(2 * col + 2, cols); x++) {
          const index = y * cols + x
          block.take(values[index] as number, weights ? (weights[index] as number) : 1)
        }
      const target = row * half.cols + col
      result[target] = block.value()
      if (counts) counts[target] = block.weight
    }
  return counts ? { ...half, values: result, weights: counts } : { ...half, values: result }
}

/** Pools the values of one block. */
class Block {
  weight = 0
  private best = 0
  private failed = false
  private readonly pooling: Pooling

  constructor(pooling: Pooling) {
    this.pooling = pooling
  }

  clear(): void {
    this.weight = 0
    this.best = 0
    this.failed = false
  }

  take(value: number, weight: number): void {
    if (value === failedValue) this.failed = true
    else if (value < 0) {
      this.failed = true
      this.add(-1 - value, weight)
    } else if (value >= 0) this.add(value, weight)
  }

  private add(value: number, weight: number): void {
    if (this.pooling === 'mean') this.best += value * weight
    else if (this.weight === 0) this.best = value
    else if (this.pooling === 'maximum') this.best = Math.max(this.best, value)
    else if (Math.abs(value - 0.5) > Math.abs(this.best - 0.5)) this.best = value
    this.weight += weight
  }

  value(): number {
    if (this.weight === 0) return this.failed ? failedValue : Number.NaN
    const pooled = this.pooling === 'mean' ? this.best / this.weight : this.best
    return this.failed ? -1 - pooled : pooled
  }
}

/** A raster and its downsampled versions, computed on first use. */
export class Pyramid {
  private readonly levels: Level[]
  private readonly pooling: Pooling

  constructor(base: Raster, pooling: Pooling = 'maximum') {
    this.levels = [base]
    this.pooling = pooling
  }

  get base(): Raster {
    return this.level(0)
  }

  /** Returns a pyramid of the same raster with another pooling. */
  pooledBy(pooling: Pooling): Pyramid {
    return pooling === this.pooling ? this : new Pyramid(this.base, pooling)
  }

  /** Returns the raster halved `depth` times, or as often as possible. */
  level(depth: number): Raster {
    for (let made = this.levels.length; made <= depth; made++) {
      const last = this.levels[made - 1] as Level
      if (last.cols === 1 && last.rows === 1) return last
      this.levels.push(halve(last, this.pooling))
    }
    return this.levels[depth] as Raster
  }

  /**
   * Returns how often to halve so that a cell covers at least one device pixel.
   * @param cellPixels edge of a base cell on the screen, in device pixels
   */
  static depthFor(cellPixels: number): number {
    return cellPixels >= 1 ? 0 : Math.ceil(Math.log2(1 / cellPixels))
  }
}

/** Counts of patches at a threshold of 0 or more. */
export interface Counts {
  /** Patches with a probability. */
  analysed: number
  /** Patches with a probability at or above the threshold. */
  positive: number
  failed: number
}

export function countsAt(values: Float32Array, threshold: number): Counts {
  let analysed = 0
  let positive = 0
  let failed = 0
  // Branch-free, because probabilities come in no order that a branch predictor could learn, and
  // there may be a million of them.
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    analysed += Number(value >= 0)
    positive += Number(value >= threshold)
    failed += Number(value === failedValue)
  }
  return { analysed, positive, failed }
}

/** Part of a grid; the end column and end row are exclusive. */
export interface Cells {
  col0: number
  row0: number
  col1: number
  row1: number
}

/** How cells below the threshold are drawn: not at all, faintly, or like the others. */
export const belowChoices = ['hide', 'faint', 'show'] as const
export type Below = (typeof belowChoices)[number]

/**
 * Colour tables for probabilities: 256 RGBA words from 0 to 1 for values below the threshold, and
 * 256 for the others.
 */
export interface ColorTables {
  below: Uint32Array
  above: Uint32Array
  threshold: number
  failed: number
}

/** Paints a grid or overview raster as RGBA words. Cells without a value stay transparent. */
export function paintProbabilities(
  values: Float32Array,
  pixels: Uint32Array,
  { below, above, threshold, failed }: ColorTables
): void {
  const colors = new Uint32Array(512)
  colors.set(below)
  colors.set(above, 256)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (value >= 0)
      pixels[index] = colors[((value * 255 + 0.5) | 0) + (Number(value >= threshold) << 8)] as number
    // A failure next to values in an overview is hidden only by a marked value.
    else if (value < failedValue && -1 - value >= threshold)
      pixels[index] = above[((-1 - value) * 255 + 0.5) | 0] as number
    else pixels[index] = value <= failedValue ? failed : 0
  }
}
