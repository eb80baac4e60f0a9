import { patchEdge } from '../../evaluation/data/patches.ts'

/**
 * Writes one of the eight orientations of a square patch: tissue has no upright direction.
 * @param turn 0–7: quarter turns in the lower two bits, a flip in the third
 */
export function orient(from: Uint8Array, to: Uint8Array, turn: number): void {
  const last = patchEdge - 1
  for (let y = 0; y < patchEdge; y++)
    for (let x = 0; x < patchEdge; x++) {
      const across = turn & 4 ? last - x : x
      const [column, row] = turned(across, y, turn & 3, last)
      const source = (row * patchEdge + column) * 3
      const target = (y * patchEdge + x) * 3
      to[target] = from[source] as number
      to[target + 1] = from[source + 1] as number
      to[target + 2] = from[source + 2] as number
    }
}

function turned(x: number, y: number, quarters: number, last: number): [number, number] {
  if (quarters === 0) return [x, y]
  if (quarters === 1) return [last - y, x]
  if (quarters === 2) return [last - x, last - y]
  return [y, last - x]
}
