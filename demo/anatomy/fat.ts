import { clamp, type Random } from '../noise.ts'
import { Sheet } from '../sheet.ts'

/**
 * Fat cells, packed as in a lobule. Each texel, from the low byte up: distance to the cell's wall
 * in quarters of a pixel; offset to the cell's middle, x and y, in pixels plus 128; and the cell's
 * rank. A cell is fat where the map's share of fat, scaled to 256, exceeds the rank.
 */
export type FatSheet = Sheet<Int32Array>

export const wallOf = (texel: number) => texel & 255
export const toMiddleX = (texel: number) => ((texel >> 8) & 255) - 128
export const toMiddleY = (texel: number) => ((texel >> 16) & 255) - 128
export const rankOf = (texel: number) => (texel >> 24) & 255

interface Lattice {
  width: number
  height: number
  cols: number
  rows: number
  xs: Float32Array
  ys: Float32Array
}

/**
 * Cells of 50–100 µm: Voronoi cells of a jittered lattice with rounded corners. The sheet is twice
 * as wide as high.
 */
export function makeFat(random: Random, scale: number, width: number): FatSheet {
  const spacing = 64 * scale
  const height = width / 2
  const cols = Math.round(width / spacing)
  const rows = Math.round(height / spacing / 2) * 2
  const lattice = {
    width,
    height,
    cols,
    rows,
    xs: new Float32Array(cols * rows),
    ys: new Float32Array(cols * rows)
  }
  const ranks = new Uint8Array(cols * rows)
  for (let i = 0; i < ranks.length; i++) {
    const row = Math.floor(i / cols)
    lattice.xs[i] = (((i % cols) + 0.25 + (row % 2) * 0.5 + (random() - 0.5) * 0.8) * width) / cols
    lattice.ys[i] = ((row + 0.5 + (random() - 0.5) * 0.8) * height) / rows
    ranks[i] = random() * 255
  }
  const sheet = new Sheet(width, height, new Int32Array(width * height))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) sheet.values[y * width + x] = texelAt(lattice, ranks, x, y, 11 * scale)
  return sheet
}

const dxs = new Float32Array(9)
const dys = new Float32Array(9)

function texelAt(lattice: Lattice, ranks: Uint8Array, x: number, y: number, round: number): number {
  const { width, height, cols, rows, xs, ys } = lattice
  const row = Math.floor((y * rows) / height)
  const col = Math.floor((x * cols) / width + 0.25 - (row & 1) * 0.5)
  let nearest = 0
  let least = Number.POSITIVE_INFINITY
  let id = 0
  for (let i = 0; i < 9; i++) {
    const r = (row + ((i / 3) | 0) - 1 + rows) % rows
    const c = (col + (i % 3) - 1 + cols) % cols
    let dx = xs[r * cols + c]! - x
    let dy = ys[r * cols + c]! - y
    if (dx > width / 2) dx -= width
    else if (dx < -width / 2) dx += width
    if (dy > height / 2) dy -= height
    else if (dy < -height / 2) dy += height
    dxs[i] = dx
    dys[i] = dy
    const distance = dx * dx + dy * dy
    if (distance < least) {
      least = distance
      nearest = i
      id = r * cols + c
    }
  }
  const wall = clamp(wallDistance(nearest, round) * 4, 0, 255) | 0
  const toX = clamp(dxs[nearest]! + 128, 0, 255) | 0
  const toY = clamp(dys[nearest]! + 128, 0, 255) | 0
  return wall | (toX << 8) | (toY << 16) | (ranks[id]! << 24)
}

/** Distance to the nearest bisector, reduced where two are near, which rounds the corners. */
function wallDistance(nearest: number, round: number): number {
  let wall = 1e6
  const ax = dxs[nearest]!
  const ay = dys[nearest]!
  for (let i = 0; i < 9; i++) {
    if (i === nearest) continue
    const nx = dxs[i]! - ax
    const ny = dys[i]! - ay
    const distance = ((dxs[i]! + ax) * nx + (dys[i]! + ay) * ny) / (2 * Math.sqrt(nx * nx + ny * ny))
    const gap = Math.abs(distance - wall)
    const least = Math.min(distance, wall)
    wall = gap >= round ? least : least - ((round - gap) * (round - gap)) / (4 * round)
  }
  return wall
}
