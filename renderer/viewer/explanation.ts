import type { Rgb } from '../../contract/colormaps.ts'
import type { Explanation } from '../../contract/run.ts'
import { packed } from './colors.ts'

/** What speaks for the model's reading, and what against it; apart for colour-blind eyes (after Okabe and Ito). */
export const explanationColors: Record<'for' | 'against', Rgb> = { for: [213, 60, 0], against: [0, 114, 178] }

/**
 * An explanation as edge × edge RGBA words, clear where there is nothing to say. Attention: what got more than its even
 * share. Occlusion: what the probability falls by, and, in the other colour, what it rises by.
 */
export function explanationPixels({ kind, map }: Explanation): Uint32Array {
  const least = kind === 'attention' ? 1 : 0
  const strongest = map.reduce((most, value) => Math.max(most, Math.abs(value - least)), 0)
  return Uint32Array.from(map, value => {
    const over = value - least
    if (strongest === 0 || (kind === 'attention' && over <= 0)) return 0
    const strength = Math.round(Math.sqrt(Math.abs(over) / strongest) * 255)
    return packed(explanationColors[over >= 0 ? 'for' : 'against'], strength)
  })
}
