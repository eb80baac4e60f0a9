import type { Rgb } from '../../contract/colormaps.ts'
import type { Explanation } from '../../contract/run.ts'
import { packed } from './colors.ts'

/** What speaks for the model's reading, and what against it; apart for colour-blind eyes (after Okabe and Ito). */
export const explanationColors: Record<'for' | 'against', Rgb> = { for: [213, 60, 0], against: [0, 114, 178] }

/** An explanation as edge × edge RGBA words, clear where there is nothing to say: what speaks for, and, in the other colour, against. */
export function explanationPixels({ map }: Pick<Explanation, 'map'>): Uint32Array {
  const strongest = map.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return Uint32Array.from(map, value => {
    if (strongest === 0) return 0
    const strength = Math.round(Math.sqrt(Math.abs(value) / strongest) * 255)
    return packed(explanationColors[value >= 0 ? 'for' : 'against'], strength)
  })
}
