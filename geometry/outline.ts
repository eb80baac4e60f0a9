import type { Grid } from '../contract/runs/run.ts'
import { rasterOrigin } from './grid.ts'
import { doubleArea, type Parts } from './shape.ts'

/** Directions of edges between cell corners: right, down, left, up. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1]
] as const

interface Edge {
  /** Start corner, in cells. */
  x: number
  y: number
  direction: number
}

/**
 * Returns the outline of cells, exactly along the grid lines, in level-0 pixels. Cells that share
 * an edge form a part. Parts and holes may touch each other at a corner, but no ring touches
 * itself. A cell is stride × stride around its patch's centre.
 */
export function outlineOf(cells: { row: number; col: number }[], grid: Grid): Parts {
  const parts = connectedByEdge(cells)
  const origin = rasterOrigin(grid)
  const place = (ring: number[]) =>
    ring.map((value, i) => (i % 2 === 0 ? origin.x : origin.y) + value * grid.stride)
  return parts.map(part => {
    const rings = ringsOf(part)
    // The outer ring is the clockwise one.
    rings.sort((a, b) => doubleArea(b) - doubleArea(a))
    return rings.map(place)
  })
}

const keyOf = (row: number, col: number) => row * 2 ** 24 + col

function connectedByEdge(cells: { row: number; col: number }[]): Map<number, { row: number; col: number }>[] {
  const left = new Map(cells.map(cell => [keyOf(cell.row, cell.col), cell]))
  const parts: Map<number, { row: number; col: number }>[] = []
  for (const first of cells) {
    if (!left.has(keyOf(first.row, first.col))) continue
    const part = new Map<number, { row: number; col: number }>()
    const waiting = [first]
    for (let cell = waiting.pop(); cell; cell = waiting.pop()) {
      const key = keyOf(cell.row, cell.col)
      if (!left.delete(key)) continue
      part.set(key, cell)
      for (const [dx, dy] of steps) {
        const next = left.get(keyOf(cell.row + dy, cell.col + dx))
        if (next) waiting.push(next)
      }
    }
    parts.push(part)
  }
  return parts
}

/**
 * Returns the rings of edge-connected cells, in cells; outer rings run clockwise, holes
 * counterclockwise.
 */
function ringsOf(part: Map<number, { row: number; col: number }>): number[][] {
  const edges = new Map<number, Edge[]>()
  const add = (x: number, y: number, direction: number) => {
    const key = keyOf(y, x)
    const there = edges.get(key)
    if (there) there.push({ x, y, direction })
    else edges.set(key, [{ x, y, direction }])
  }
  for (const { row, col } of part.values()) {
    if (!part.has(keyOf(row - 1, col))) add(col, row, 0)
    if (!part.has(keyOf(row, col + 1))) add(col + 1, row, 1)
    if (!part.has(keyOf(row + 1, col))) add(col + 1, row + 1, 2)
    if (!part.has(keyOf(row, col - 1))) add(col, row + 1, 3)
  }
  const rings: number[][] = []
  for (const there of edges.values()) while (there.length > 0) rings.push(walk(edges, there[0]!))
  return rings
}

/** Follows edges until the ring closes, and removes them. */
function walk(edges: Map<number, Edge[]>, first: Edge): number[] {
  const ring: number[] = []
  let edge = first
  let came = -1
  do {
    if (edge.direction !== came) ring.push(edge.x, edge.y)
    came = edge.direction
    const [dx, dy] = steps[came]!
    const next = edges.get(keyOf(edge.y + dy, edge.x + dx))!
    const left = (came + 3) % 4
    // Where two cells of a part touch at a corner, a left turn keeps the ring from touching itself.
    const following = next.find(({ direction }) => direction === left) ?? next[0]!
    next.splice(next.indexOf(following), 1)
    edge = following
  } while (edge !== first)
  // The first point is not a corner if the ring runs straight through it.
  return first.direction === came ? ring.slice(2) : ring
}
