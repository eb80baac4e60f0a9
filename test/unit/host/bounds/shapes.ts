import type { NewRegion } from '../../../../contract/review/region.ts'

/**
 * Regions that take minutes: polygons of a few kilobytes whose edges cross each other, as often as
 * those of a region may. The test slide has 40,000 × 30,000 pixels.
 */
export function tangles(): NewRegion[] {
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
  return Array.from({ length: 200 }, () => {
    const corners = Array.from({ length: 800 }, () => [
      Math.round(random() * 40_000),
      Math.round(random() * 30_000)
    ])
    return { kind: 'polygon', geometry: { type: 'area', parts: [[corners.flat()]] } }
  })
}
