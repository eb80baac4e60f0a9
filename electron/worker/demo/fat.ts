import { type Random, smooth } from './noise.ts'
import { sheetEdge } from './sheet.ts'

/** Fat cells, packed as they lie in a lobule: a sheet of sheetEdge × fatHeight texels. */
export interface FatSheet {
  /** Number of the cell of each texel. */
  cell: Uint16Array
  /** From the texel to the wall of its cell, in quarters of a pixel. */
  wall: Uint8Array
  /** From the texel to the middle of its cell, in pixels. */
  toX: Int8Array
  toY: Int8Array
  /** For each cell, a number in [0, 1): the cell is fat where the map's share of fat is larger. */
  rank: Float32Array
}

export const fatHeight = 1024

/** Cells of 50–100 µm: Voronoi cells of a jittered lattice, their corners rounded. */
export function makeFat(random: Random, scale: number): FatSheet {
  const spacing = 66 * scale
  const cols = Math.round(sheetEdge / spacing)
  const rows = Math.round(fatHeight / spacing)
  const xs = new Float32Array(cols * rows)
  const ys = new Float32Array(cols * rows)
  const rank = new Float32Array(cols * rows)
  for (let i = 0; i < xs.length; i++) {
    const row = Math.floor(i / cols)
    xs[i] = (((i % cols) + 0.5 + (row % 2) * 0.5 + (random() - 0.5) * 0.78) * sheetEdge) / cols
    ys[i] = ((row + 0.5 + (random() - 0.5) * 0.78) * fatHeight) / rows
    rank[i] = random()
  }
  const size = sheetEdge * fatHeight
  const sheet = {
    cell: new Uint16Array(size),
    wall: new Uint8Array(size),
    toX: new Int8Array(size),
    toY: new Int8Array(size),
    rank
  }
  drawCells(sheet, xs, ys, cols, rows, scale)
  return sheet
}

function drawCells(
  sheet: FatSheet,
  xs: Float32Array,
  ys: Float32Array,
  cols: number,
  rows: number,
  scale: number
): void {
  const near = new Uint16Array(25)
  const dxs = new Float32Array(25)
  const dys = new Float32Array(25)
  const round = 5 * scale
  for (let y = 0; y < fatHeight; y++) {
    const row = Math.floor((y * rows) / fatHeight)
    for (let x = 0; x < sheetEdge; x++) {
      const col = Math.floor((x * cols) / sheetEdge - (row % 2) * 0.5)
      let count = 0
      let nearest = 0
      let least = Number.POSITIVE_INFINITY
      for (let r = -1; r <= 1; r++) {
        for (let c = -1; c <= 1; c++) {
          const i = ((row + r + rows) % rows) * cols + ((col + c + cols) % cols)
          let dx = xs[i]! - x
          let dy = ys[i]! - y
          if (dx > sheetEdge / 2) dx -= sheetEdge
          else if (dx < -sheetEdge / 2) dx += sheetEdge
          if (dy > fatHeight / 2) dy -= fatHeight
          else if (dy < -fatHeight / 2) dy += fatHeight
          near[count] = i
          dxs[count] = dx
          dys[count] = dy
          const distance = dx * dx + dy * dy
          if (distance < least) {
            least = distance
            nearest = count
          }
          count++
        }
      }
      const place = y * sheetEdge + x
      sheet.cell[place] = near[nearest]!
      sheet.toX[place] = Math.max(-127, Math.min(127, dxs[nearest]!))
      sheet.toY[place] = Math.max(-127, Math.min(127, dys[nearest]!))
      sheet.wall[place] = Math.min(255, Math.max(0, wallDistance(dxs, dys, nearest, count, round) * 4))
    }
  }
}

/** Distance to the nearest bisector; where two are near, less, which rounds the corners. */
function wallDistance(
  dxs: Float32Array,
  dys: Float32Array,
  nearest: number,
  count: number,
  round: number
): number {
  let wall = 1e6
  const ax = dxs[nearest]!
  const ay = dys[nearest]!
  for (let i = 0; i < count; i++) {
    if (i === nearest) continue
    const nx = dxs[i]! - ax
    const ny = dys[i]! - ay
    const length = Math.sqrt(nx * nx + ny * ny)
    const distance = ((dxs[i]! + ax) * nx + (dys[i]! + ay) * ny) / (2 * length)
    const gap = Math.abs(distance - wall)
    const least = Math.min(distance, wall)
    wall = gap >= round ? least : least - round * 0.35 * smooth(1 - gap / round)
  }
  return wall
}
