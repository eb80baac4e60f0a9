import type { Region, RegionClass } from '../../../contract/region.ts'
import { length } from '../../core/format.ts'
import { texts } from '../../texts.ts'
import { pairs } from './geometry.ts'
import type { RegionLook } from './items.ts'
import { distance, type Point } from './rings.ts'

/** Solid, dashed, dotted, and one of each: told apart without colour. */
const dashes = [[], [9, 5], [2, 5], [10, 4, 2, 4]] as const

export const dashOf = (classId: number): readonly number[] => dashes[(classId - 1) % dashes.length] ?? []

/** How a region is drawn, and what stands beside it. */
export function lookOf(
  region: Region,
  regionClass: RegionClass | undefined,
  { mpp, unsaved }: { mpp: number; unsaved: boolean }
): RegionLook {
  const words = [shortened(region.name || (regionClass?.name ?? ''))]
  if (region.geometry.type === 'line') words.push(length(lengthOf(region.geometry.points) * mpp))
  if (region.locked) words.push(texts.regions.lockedMark)
  if (unsaved) words.push(texts.regions.unsaved)
  return {
    color: regionClass?.color ?? '#4a5665',
    dash: dashOf(region.classId),
    text: words.filter(Boolean).join(' · ')
  }
}

/** Characters of a name that stand beside its region; the whole of it stands in the list. */
const mostWritten = 40

const shortened = (name: string) =>
  [...name].length > mostWritten
    ? `${[...name]
        .slice(0, mostWritten - 1)
        .join('')
        .trimEnd()}…`
    : name

/** Level-0 pixels along a line. */
export function lengthOf(points: readonly number[]): number {
  const line = pairs(points)
  return line.reduce(
    (total, point, index) => total + (index > 0 ? distance(line[index - 1] as Point, point) : 0),
    0
  )
}
