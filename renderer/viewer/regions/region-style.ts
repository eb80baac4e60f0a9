import type { Region, RegionClass } from '../../../contract/region.ts'
import { lengthOf } from '../../../geometry/points.ts'
import { length } from '../../core/format.ts'
import { texts } from '../../texts.ts'
import type { RegionLook } from './items.ts'

/** Solid, dashed, dotted and dash-dotted lines, so that classes differ without colour. */
const dashes = [[], [9, 5], [2, 5], [10, 4, 2, 4]] as const

export const dashOf = (classId: number): readonly number[] => dashes[(classId - 1) % dashes.length] ?? []

/** Returns the colour, dash pattern and label of a region. */
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

/** Maximum number of characters of a name beside its region; the list shows the full name. */
const mostWritten = 40

const shortened = (name: string) =>
  [...name].length > mostWritten
    ? `${[...name]
        .slice(0, mostWritten - 1)
        .join('')
        .trimEnd()}…`
    : name
