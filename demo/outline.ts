import { type Field, knot, type Maps } from './maps.ts'

export type Polygon = [x: number, y: number][]

/**
 * Returns the outlines of the area where a field is above zero (marching squares), in level-0
 * pixels. Leaves out small islands.
 */
export function outlinesOf(maps: Maps, field: Field): Polygon[] {
  const next = new Map<string, { x: number; y: number; to: string }>()
  const { cols, rows } = maps
  const value = (col: number, row: number) =>
    col <= 0 || row <= 0 || col >= cols - 1 || row >= rows - 1 ? -1 : field[row * cols + col]!
  for (let row = 0; row + 1 < rows; row++)
    for (let col = 0; col + 1 < cols; col++) joinCell(next, value, col, row)
  const polygons: Polygon[] = []
  while (next.size > 0) {
    const polygon: Polygon = []
    let key = next.keys().next().value
    while (key !== undefined) {
      const point = next.get(key)
      if (!point) break
      next.delete(key)
      polygon.push([point.x, point.y])
      key = point.to
    }
    if (Math.abs(areaOf(polygon)) > 16 * knot * knot) polygons.push(thin(polygon, maps))
  }
  return polygons
}

type Value = (col: number, row: number) => number

/**
 * Edges of a cell in order: top, right, bottom, left. Links each crossing to the one where the line
 * leaves the cell.
 */
function joinCell(
  next: Map<string, { x: number; y: number; to: string }>,
  value: Value,
  col: number,
  row: number
): void {
  const corners = [value(col, row), value(col + 1, row), value(col + 1, row + 1), value(col, row + 1)]
  const names = [`h${col},${row}`, `v${col + 1},${row}`, `h${col},${row + 1}`, `v${col},${row}`]
  const ins: number[] = []
  const outs: number[] = []
  for (let edge = 0; edge < 4; edge++) {
    const before = corners[edge]! > 0
    const after = corners[(edge + 1) % 4]! > 0
    // With the inside on its right, the line enters at an edge where, clockwise, inside changes to
    // outside.
    if (before && !after) ins.push(edge)
    if (!before && after) outs.push(edge)
  }
  ins.forEach((edge, i) => {
    const a = corners[edge]!
    const b = corners[(edge + 1) % 4]!
    const t = a / (a - b)
    const [x, y] = along(edge, t)
    next.set(names[edge]!, { x: (col + x) * knot, y: (row + y) * knot, to: names[outs[i]!]! })
  })
}

function along(edge: number, t: number): [number, number] {
  if (edge === 0) return [t, 0]
  if (edge === 1) return [1, t]
  if (edge === 2) return [1 - t, 1]
  return [0, 1 - t]
}

export function areaOf(polygon: Polygon): number {
  let twice = 0
  polygon.forEach(([x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length]!
    twice += x * nextY - nextX * y
  })
  return twice / 2
}

/** Keeps every other point, rounded to whole pixels and clamped to the image. */
function thin(polygon: Polygon, maps: Maps): Polygon {
  const { width, height } = maps.frame
  return polygon
    .filter((_, i) => i % 2 === 0)
    .map(([x, y]) => [Math.min(width, Math.round(x)), Math.min(height, Math.round(y))])
}
