import { clamp, type Random, smooth } from './noise.ts'

/**
 * Sheets are textures that repeat without a seam, made once and looked up for every pixel: far quicker than
 * computing noise there. A texel is a pixel of the slide.
 */
export const sheetEdge = 2048
export const sheetMask = sheetEdge - 1
export const sheetShift = 11

/** Adds seamless noise of `cellsX` × `cellsY` lattice cells a sheet; values in ±weight. */
export function addNoise(
  sheet: Float32Array,
  random: Random,
  cellsX: number,
  cellsY: number,
  weight: number
): void {
  const lattice = new Float32Array(cellsX * cellsY)
  for (let i = 0; i < lattice.length; i++) lattice[i] = (random() * 2 - 1) * weight
  const line = new Float32Array(sheetEdge)
  const height = sheet.length / sheetEdge
  const lefts = new Uint16Array(sheetEdge)
  const mixes = new Float32Array(sheetEdge)
  for (let x = 0; x < sheetEdge; x++) {
    const place = (x * cellsX) / sheetEdge
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
    for (let x = 0; x < sheetEdge; x++) {
      const left = knots[lefts[x]!]!
      line[x] = left + (knots[lefts[x]! + 1]! - left) * mixes[x]!
    }
    const start = y * sheetEdge
    for (let x = 0; x < sheetEdge; x++) sheet[start + x]! += line[x]!
  }
}

/** To bytes of equal frequency: a threshold of t then covers 1 − t/256 of the sheet. */
export function equalise(sheet: Float32Array): Uint8Array {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of sheet) {
    if (value < low) low = value
    if (value > high) high = value
  }
  const bins = 4096
  const factor = (bins - 1) / (high - low)
  const counts = new Uint32Array(bins)
  for (const value of sheet) counts[((value - low) * factor) | 0]!++
  const ranks = new Uint8Array(bins)
  let seen = 0
  for (let bin = 0; bin < bins; bin++) {
    ranks[bin] = clamp(Math.floor(((seen + counts[bin]! / 2) * 256) / sheet.length), 0, 255)
    seen += counts[bin]!
  }
  return Uint8Array.from(sheet, value => ranks[((value - low) * factor) | 0]!)
}
