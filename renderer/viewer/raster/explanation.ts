import type { Rgb } from '../../../contract/runs/colormaps.ts'
import type { Explanation } from '../../../contract/runs/run.ts'
import { packed } from './colors.ts'

/**
 * Colours for evidence for and against the prediction, distinct for colour-blind users (after Okabe
 * and Ito).
 */
export const explanationColors: Record<'for' | 'against', Rgb> = { for: [213, 60, 0], against: [0, 114, 178] }

/**
 * Returns an explanation as edge × edge RGBA words: one colour for evidence for the prediction, one
 * for evidence against it, transparent where there is none.
 */
export function explanationPixels({ map }: Pick<Explanation, 'map'>): Uint32Array {
  const strongest = map.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return Uint32Array.from(map, value => {
    if (strongest === 0) return 0
    const strength = Math.round(Math.sqrt(Math.abs(value) / strongest) * 255)
    return packed(explanationColors[value >= 0 ? 'for' : 'against'], strength)
  })
}
