import { publishedLayout } from '../../contract/slides/published-layout.ts'
import type { NamedPatch } from './contradictions.ts'

const { patch: edge } = publishedLayout

/** Size of an image in pixels. */
export interface Size {
  width: number
  height: number
}

export type SizedPatch = NamedPatch & Size

export const isSmall = ({ width, height }: Size): boolean => width < edge || height < edge
export const isLarge = ({ width, height }: Size): boolean => width > edge || height > edge

/**
 * Returns why images are not patches of the published size; undefined if one of them has it, or if
 * all are small because the slide ends there.
 */
export function wrongSize(files: readonly SizedPatch[]): string | undefined {
  const [first] = files
  if (!first || files.some(file => !isSmall(file) && !isLarge(file))) return undefined
  const ends = endsOf(files)
  const explained = (file: SizedPatch) => {
    const end = ends.get(file.patient)
    return (
      !isLarge(file) &&
      (file.width === edge || file.x === end?.x) &&
      (file.height === edge || file.y === end?.y)
    )
  }
  if (files.every(explained)) return undefined
  const sizes = new Set(files.map(({ width, height }) => `${width}×${height}`))
  const named = [...sizes].slice(0, 3).join(', ')
  return `none of the ${files.length} images has ${edge}×${edge} pixels, but ${named}${sizes.size > 3 ? ' and others' : ''}, such as ${first.path}`
}

/** Right and lower end of each patient's patches. */
function endsOf(files: readonly SizedPatch[]): Map<string, { x: number; y: number }> {
  const ends = new Map<string, { x: number; y: number }>()
  for (const { patient, x, y } of files) {
    const end = ends.get(patient) ?? { x, y }
    ends.set(patient, { x: Math.max(x, end.x), y: Math.max(y, end.y) })
  }
  return ends
}
