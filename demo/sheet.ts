import { clamp, type Random, smooth } from './noise.ts'

/**
 * A texture that repeats without a seam. It is made once and looked up for every pixel, which is
 * far faster than computing noise per pixel. A texel is a pixel of the slide; widths and heights
 * are powers of two.
 */
export class Sheet<Values extends { length: number }> {
  readonly width: number
  readonly height: number
  readonly shift: number
  readonly maskX: number
  readonly maskY: number
  readonly values: Values

  constructor(width: number, height: number, values: Values) {
    this.width = width
    this.height = height
    this.shift = Math.log2(width)
    this.maskX = width - 1
    this.maskY = height - 1
    this.values = values
  }

  /** Returns the index of the texel at any position; the texture repeats. */
  place(x: number, y: number): number {
    return ((Math.floor(y) & this.maskY) << this.shift) | (Math.floor(x) & this.maskX)
  }
}

/** Returns the width of a sheet: `most`, or less for a small slide, always a power of two. */
export function sheetWidth(slideWidth: number, most: number): number {
  return clamp(2 ** Math.floor(Math.log2(slideWidth)), 256, most)
}

export function makeSheet(width: number, height: number): Sheet<Float32Array> {
  return new Sheet(width, height, new Float32Array(width * height))
}

/** Adds seamless noise with grains of `lengthX` × `lengthY` texels and values within ±weight. */
export function addNoise(
  sheet: Sheet<Float32Array>,
  random: Random,
  lengthX: number,
  lengthY: number,
  weight: number
): void {
  const { width, height, values } = sheet
  const cellsX = clamp(Math.round(width / lengthX), 3, width)
  const cellsY = clamp(Math.round(height / lengthY), 3, height)
  const lattice = Float32Array.from({ length: cellsX * cellsY }, () => (random() * 2 - 1) * weight)
  const lefts = new Uint16Array(width)
  const mixes = new Float32Array(width)
  for (let x = 0; x < width; x++) {
    const place = (x * cellsX) / width
    lefts[x] = Math.floor(place)
    mixes[x] = smooth(place - lefts[x]!)
  }
  const knots = new Float32Array(cellsX + 1)
  for (let y = 0; y < height; y++) {
    const place = (y * cellsY) / height
    const top = Math.floor(place)
    const v = smooth(place - top)
    const upper = top * cellsX
    const lower = ((top + 1) % cellsY) * cellsX
    for (let i = 0; i < cellsX; i++) knots[i] = lattice[upper + i]! * (1 - v) + lattice[lower + i]! * v
    knots[cellsX] = knots[0]!
    const start = y * width
    for (let x = 0; x < width; x++) {
      const left = knots[lefts[x]!]!
      values[start + x]! += left + (knots[lefts[x]! + 1]! - left) * mixes[x]!
    }
  }
}

/** Converts to bytes of equal frequency, so that a threshold of t covers 1 − t/256 of the sheet. */
export function equalise(sheet: Sheet<Float32Array>): Sheet<Uint8Array> {
  const { values } = sheet
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!)
    high = Math.max(high, values[i]!)
  }
  const bins = 4096
  const factor = (bins - 1) / (high - low)
  const counts = new Uint32Array(bins)
  for (let i = 0; i < values.length; i++) counts[((values[i]! - low) * factor) | 0]!++
  const ranks = new Uint8Array(bins)
  let seen = 0
  for (let bin = 0; bin < bins; bin++) {
    ranks[bin] = clamp(Math.floor(((seen + counts[bin]! / 2) * 256) / values.length), 0, 255)
    seen += counts[bin]!
  }
  const equal = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) equal[i] = ranks[((values[i]! - low) * factor) | 0]!
  return new Sheet(sheet.width, sheet.height, equal)
}
