import { DuctalError } from '../../../contract/errors.ts'
import type { DrawnShape, RegionTasks, SlideSize } from '../../../contract/tasks/regions.ts'
import { cellsWithin } from '../../../geometry/cells.ts'
import { differenceOf, unionOf } from '../../../geometry/combine.ts'
import { dimensionsOf } from '../../../geometry/dimensions.ts'
import { outlineOf } from '../../../geometry/outline.ts'
import { TooManyCrossings } from '../../../geometry/overlay/noding.ts'
import type { Parts } from '../../../geometry/shape.ts'
import { asStored } from '../../../geometry/storing/storable.ts'
import { readRegions } from '../interchange/read.ts'
import type { Tasks } from '../task-types.ts'
import { allow } from '../watchdog.ts'
import { checked } from './check-geometry.ts'

/**
 * Processor time that an import may take for its length, beyond what any may: several times what
 * reading takes on a slow computer.
 */
const secondsPerMegabyte = 0.5

/**
 * The tasks on shapes of regions. Each may be given a crafted shape that takes long or much memory,
 * and then ends with its process.
 */
export const regionTasks: Pick<Tasks, keyof RegionTasks> = {
  checkShapes: async ({ shapes, slide }) => shapes.map(shape => storable(shape, slide)),
  combineAreas: async ({ how, kind, first, others, slide }) => {
    const parts = combined(how, first, others)
    return parts.length === 0 ? null : storable({ kind, geometry: { type: 'area', parts } }, slide)
  },
  measureShape: async ({ geometry: given, grid, mpp, unstored }) => {
    const geometry = unstored ? asStored(given, unstored) : given
    const spans: number[] = []
    for (const { row, fromCol, toCol } of cellsWithin(geometry, grid)) spans.push(row, fromCol, toCol)
    return { dimensions: dimensionsOf(geometry, mpp), spans: Uint32Array.from(spans) }
  },
  outlinePatches: async ({ rows, cols, grid, slide }) => {
    const cells = Array.from(rows, (row, index) => ({ row, col: cols[index]! }))
    return storable({ kind: 'polygon', geometry: { type: 'area', parts: outlineOf(cells, grid) } }, slide)
  },
  readRegions: ({ path, slide }, signal) =>
    readRegions(path, slide, signal, bytes => allow((bytes / 2 ** 20) * secondsPerMegabyte))
}

/** @throws DuctalError region/bad-geometry */
function storable({ kind, geometry }: DrawnShape, slide: SlideSize): DrawnShape {
  const stored = checked(kind, geometry, slide)
  return { kind: stored.kind, geometry: stored.geometry }
}

/** @throws DuctalError region/bad-geometry */
function combined(how: 'union' | 'difference', first: Parts, others: Parts[]): Parts {
  try {
    return (how === 'union' ? unionOf : differenceOf)(first, ...others)
  } catch (error) {
    if (!(error instanceof TooManyCrossings)) throw error
    throw new DuctalError(
      'region/bad-geometry',
      'Cannot save this region: the two outlines cross too often. Draw a simpler one.'
    )
  }
}
