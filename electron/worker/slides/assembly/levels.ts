import { disagreement } from './agreement.ts'
import { findPlaces } from './places.ts'
import type { Level, ReadLevel } from './read-level.ts'

/**
 * Relative difference of the proportions that rounding to whole pixels may explain, plus 2 pixels.
 */
const mostStretch = 0.01

/** Sentences about levels that are not used; the others are good. */
interface LevelCheck {
  kept: number[]
  notes: string[]
}

/**
 * Compares each level with the last good one above it, at places with tissue and with detail.
 * Writers break off, macro pictures pose as levels, and converters shift or mirror a level.
 */
export async function checkLevels(levels: readonly Level[], read: ReadLevel): Promise<LevelCheck> {
  const kept = [0]
  const notes: string[] = []
  const proportionate = levels.map((level, i) => i === 0 || isProportionate(level, levels[0]!))
  const places = levels.length > 1 ? await findPlaces(levels, proportionate, read) : []
  for (let i = 1; i < levels.length; i++) {
    const { width, height } = levels[i]!
    if (!proportionate[i]) {
      notes.push(
        `A reduced image of ${width} × ${height} pixels has other proportions than the slide and is not used.`
      )
      continue
    }
    const found = await disagreement(levels, kept.at(-1)!, i, places, read)
    if (!found) kept.push(i)
    else notes.push(`The level of ${width} × ${height} pixels ${reasons[found]} and is not used.`)
  }
  return { kept, notes }
}

const reasons = {
  content: 'does not show what the finest level shows',
  position: 'shows the slide shifted, mirrored or turned'
} as const

function isProportionate(level: Level, base: Level): boolean {
  if (level.width > base.width || level.height > base.height) return false
  const expected = (level.width * base.height) / base.width
  return Math.abs(level.height - expected) <= Math.max(2, mostStretch * expected)
}
