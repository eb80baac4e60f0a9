import type { Region, RegionClass } from '../../../contract/review/region.ts'
import type { RegionStyle } from './items.ts'

/** Solid, dashed, dotted and dash-dotted lines, so that classes differ without colour. */
const dashes = [[], [9, 5], [2, 5], [10, 4, 2, 4]] as const

export const dashOf = (classId: number): readonly number[] => dashes[(classId - 1) % dashes.length] ?? []

/**
 * Returns the colour, dash pattern and label of a region.
 * @param details written after the name, such as a length or "locked"
 */
export const styleOf = (
  region: Region,
  regionClass: RegionClass | undefined,
  details: readonly string[]
): RegionStyle => ({
  color: regionClass?.color ?? '#4a5665',
  dash: dashOf(region.classId),
  text: [shortened(region.name || (regionClass?.name ?? '')), ...details].filter(Boolean).join(' · ')
})

/** Maximum number of characters of a name next to its region; the list shows the full name. */
const longestName = 40

function shortened(name: string): string {
  const characters = [...name]
  if (characters.length <= longestName) return name
  return `${characters
    .slice(0, longestName - 1)
    .join('')
    .trimEnd()}…`
}
