import { checkedEdge } from '../../engine/quality/features.ts'
import { type PatchSet, patientNameOf, pixelsOf, placeOf } from '../../evaluation/data/patches.ts'

/**
 * Cuts a square from the slide around a patch. Returns RGB, row by row, or null if no patch covers
 * some part of it.
 * @param left columns from the patch's own left edge, may be negative
 * @param top rows from the patch's own top, may be negative
 */
export type Cut = (left: number, top: number, edge: number) => Uint8Array | null

/** Lays a folder's patches out as on their slides, to cut squares across patch borders. */
export function mosaicOf(set: PatchSet): (index: number) => Cut {
  const key = (patient: string, column: number, row: number) => `${patient} ${column} ${row}`
  const places = new Map<string, number>()
  for (let index = 0; index < set.count; index++) {
    const { column, row } = placeOf(set, index)
    places.set(key(patientNameOf(set, index), column, row), index)
  }
  return index => {
    const patient = patientNameOf(set, index)
    const { column, row } = placeOf(set, index)
    return (left, top, edge) => {
      const result = new Uint8Array(edge * edge * 3)
      for (const down of cellsOf(top, edge))
        for (const across of cellsOf(left, edge)) {
          const cell = places.get(key(patient, column + across, row + down))
          if (cell === undefined) return null
          copyInto(result, edge, pixelsOf(set, cell), across * checkedEdge - left, down * checkedEdge - top)
        }
      return result
    }
  }
}

/** Grid cells that a range of pixels touches, counted from the patch's own cell. */
function cellsOf(start: number, length: number): number[] {
  const first = Math.floor(start / checkedEdge)
  const last = Math.floor((start + length - 1) / checkedEdge)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** Copies the part of a patch inside the square; (left, top) is its corner in the square. */
function copyInto(square: Uint8Array, edge: number, patch: Uint8Array, left: number, top: number): void {
  const [from, to] = [Math.max(0, left), Math.min(edge, left + checkedEdge)]
  for (let y = Math.max(0, top); y < Math.min(edge, top + checkedEdge); y++) {
    const row = ((y - top) * checkedEdge - left) * 3
    square.set(patch.subarray(row + from * 3, row + to * 3), (y * edge + from) * 3)
  }
}
