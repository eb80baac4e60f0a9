import { stainScore } from '../pixels/stain.ts'
import type { OpenSlide } from '../slide.ts'

interface Level {
  width: number
  height: number
  downsample: number
}

/** Reads an area of one level, averaged down. The box is in level-0 pixels. */
type ReadLevel = (
  level: number,
  box: Parameters<OpenSlide['region']>[0],
  outWidth: number,
  outHeight: number
) => Promise<Uint8Array>

/** Cells along each edge of a place that is compared. */
const cells = 4
/** Places that are compared between two levels. */
const places = 6
/** Places along each edge of the slide at which tissue is looked for in the finest level. */
const grid = 9
/** A level this small is read as a whole to find tissue. */
const overviewPixels = 1_000_000
/** Mean difference, of 255, above which two levels do not show the same place. */
const mostDifference = 25
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
 * Compares each level with the last good one above it, at a few places with tissue. Writers break
 * off, and macro pictures pose as levels.
 */
export async function checkLevels(levels: readonly Level[], read: ReadLevel): Promise<LevelCheck> {
  const kept = [0]
  const notes: string[] = []
  const proportionate = levels.map((level, i) => i === 0 || isProportionate(level, levels[0]!))
  const found = levels.length > 1 ? await tissuePlaces(levels, proportionate, read) : []
  for (let i = 1; i < levels.length; i++) {
    const { width, height } = levels[i]!
    if (!proportionate[i]) {
      notes.push(
        `A reduced image of ${width} × ${height} pixels has other proportions than the slide and is not used.`
      )
      continue
    }
    const difference = await differenceOf(levels, kept.at(-1)!, i, found, read)
    if (difference <= mostDifference) kept.push(i)
    else
      notes.push(
        `The level of ${width} × ${height} pixels does not show what the finest level shows and is not used.`
      )
  }
  return { kept, notes }
}

function isProportionate(level: Level, base: Level): boolean {
  if (level.width > base.width || level.height > base.height) return false
  const expected = (level.width * base.height) / base.width
  return Math.abs(level.height - expected) <= Math.max(2, mostStretch * expected)
}

interface Place {
  x: number
  y: number
  stain: number
}

const isStained = ({ stain }: Place) => stain > 40

/**
 * Returns the most stained places, by the smaller levels where these may be read as a whole, and by
 * samples of the finest level. No single level is trusted: an empty one would hide all tissue.
 */
async function tissuePlaces(
  levels: readonly Level[],
  proportionate: readonly boolean[],
  read: ReadLevel
): Promise<Place[]> {
  const base = levels[0]!
  const found: Place[] = []
  for (const [i, level] of levels.entries()) {
    if (i === 0 || !proportionate[i] || level.width * level.height > overviewPixels) continue
    const across = Math.min(64, level.width)
    const down = Math.max(1, Math.min(64, level.height))
    const pixels = await read(i, { x: 0, y: 0, width: base.width, height: base.height }, across, down).catch(
      () => undefined
    )
    if (pixels) found.push(...most(placesIn(pixels, across, down, base), places / 2))
    // One overview is enough if it shows tissue.
    if (found.some(isStained)) break
  }
  const sampled: Place[] = []
  for (let i = 0; i < grid * grid; i++) {
    if ([...found, ...sampled].filter(isStained).length >= places / 2) break
    // Neighbours in this order are far apart, so that tissue is found early.
    const cell = (i * 34) % (grid * grid)
    const x = (((cell % grid) + 0.5) * base.width) / grid
    const y = ((Math.floor(cell / grid) + 0.5) * base.height) / grid
    const pixels = await read(0, { x: x - 16, y: y - 16, width: 32, height: 32 }, 1, 1).catch(() => undefined)
    // Damage in the finest level is reported where it is analysed.
    if (pixels) sampled.push({ x, y, stain: contrast(pixels, 0) })
  }
  const all = [...found, ...most(sampled, places)]
  const stained = all.filter(isStained)
  // Glass looks alike in good and in empty levels.
  return stained.length > 0 ? stained : all
}

function placesIn(pixels: Uint8Array, across: number, down: number, base: Level): Place[] {
  return Array.from({ length: across * down }, (_, i) => ({
    x: (((i % across) + 0.5) * base.width) / across,
    y: ((Math.floor(i / across) + 0.5) * base.height) / down,
    stain: contrast(pixels, i * 3)
  }))
}

/** Stain, or failing that darkness, of a pixel. */
function contrast(pixels: Uint8Array, at: number): number {
  const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!]
  return Math.max(stainScore(red, green, blue), (255 - green) / 4)
}

const most = (found: Place[], count: number) => found.sort((a, b) => b.stain - a.stain).slice(0, count)

/** Mean difference of two levels at the given places; infinite if the level cannot be read. */
async function differenceOf(
  levels: readonly Level[],
  above: number,
  level: number,
  found: readonly Place[],
  read: ReadLevel
): Promise<number> {
  const base = levels[0]!
  const edge = cells * levels[level]!.downsample * 2
  const differences: number[] = []
  for (const { x, y } of found) {
    const box = {
      x: Math.min(Math.max(x - edge / 2, 0), Math.max(base.width - edge, 0)),
      y: Math.min(Math.max(y - edge / 2, 0), Math.max(base.height - edge, 0)),
      width: edge,
      height: edge
    }
    const upper = await read(above, box, cells, cells).catch(() => undefined)
    // A damaged place of the finer level says nothing about the coarser one.
    if (!upper) continue
    const lower = await read(level, box, cells, cells).catch(() => undefined)
    if (!lower) return Number.POSITIVE_INFINITY
    let sum = 0
    for (let i = 0; i < upper.length; i++) sum += Math.abs(upper[i]! - lower[i]!)
    differences.push(sum / upper.length)
  }
  if (differences.length === 0) return 0
  // One place may be damaged or sharpened; half of them may not differ.
  return differences.sort((a, b) => a - b)[Math.floor(differences.length / 2)]!
}
