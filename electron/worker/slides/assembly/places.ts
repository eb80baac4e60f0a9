import { stainScore } from '../pixels/stain.ts'
import type { Level, ReadLevel } from './read-level.ts'

/** A place at which levels are compared, in level-0 pixels. */
export interface Place {
  x: number
  y: number
  /** Stain, or failing that darkness, 0–255. */
  stain: number
}

interface Candidate extends Place {
  /** How much the place differs from those next to it. */
  detail: number
}

/** A level this small is read as a whole to find tissue. */
const overviewPixels = 1_000_000
/** Longest edge of the overview. */
const overviewEdge = 64
/** Regions along each edge of the slide; each gives its place with the most detail. */
const regions = 5
/** Most stained places, wherever they are. */
const mostStained = 3
/** Stained places of the finest level that are enough. */
const enough = 12
/** Places along each edge of the slide at which tissue is looked for in the finest level. */
const grid = 9

const isStained = ({ stain }: Place) => stain > 40

/**
 * Returns places with tissue, spread over the slide, and those with the most detail: by the smaller
 * levels where these may be read as a whole, and by samples of the finest level. No single level
 * is trusted: an empty one would hide all tissue.
 */
export async function findPlaces(
  levels: readonly Level[],
  proportionate: readonly boolean[],
  read: ReadLevel
): Promise<Place[]> {
  const base = levels[0]!
  const found: Place[] = []
  for (const [i, level] of levels.entries()) {
    if (i === 0 || !proportionate[i] || level.width * level.height > overviewPixels) continue
    found.push(...(await overview(base, i, level, read)))
    // One overview is enough if it shows tissue.
    if (found.some(isStained)) break
  }
  const all = [...found, ...(await sampledPlaces(base, read))]
  const stained = all.filter(isStained)
  // Glass looks alike in good and in empty levels.
  return stained.length > 0 ? stained : all
}

async function overview(base: Level, number: number, level: Level, read: ReadLevel): Promise<Place[]> {
  const across = Math.min(overviewEdge, level.width)
  const down = Math.max(1, Math.min(overviewEdge, level.height))
  const whole = { x: 0, y: 0, width: base.width, height: base.height }
  const area = await read(number, whole, across, down).catch(() => undefined)
  if (!area) return []
  const candidates = candidatesIn(area.pixels, across, down, base)
  return [...most(candidates, mostStained), ...spread(candidates, base)]
}

/** An overview does not show the tissue that its own level lacks. */
async function sampledPlaces(base: Level, read: ReadLevel): Promise<Place[]> {
  const sampled: Place[] = []
  for (let i = 0; i < grid * grid; i++) {
    if (sampled.filter(isStained).length >= enough) break
    // Neighbours in this order are far apart, so that tissue is found early.
    const cell = (i * 34) % (grid * grid)
    const x = (((cell % grid) + 0.5) * base.width) / grid
    const y = ((Math.floor(cell / grid) + 0.5) * base.height) / grid
    const area = await read(0, { x: x - 16, y: y - 16, width: 32, height: 32 }, 1, 1).catch(() => undefined)
    // Damage in the finest level is reported where it is analysed.
    if (area) sampled.push({ x, y, stain: contrast(area.pixels, 0) })
  }
  return most(sampled, enough)
}

function candidatesIn(pixels: Uint8Array, across: number, down: number, base: Level): Candidate[] {
  const green = (col: number, row: number) =>
    pixels[(Math.min(row, down - 1) * across + Math.min(col, across - 1)) * 3 + 1]!
  return Array.from({ length: across * down }, (_, i) => {
    const [col, row] = [i % across, Math.floor(i / across)]
    return {
      x: ((col + 0.5) * base.width) / across,
      y: ((row + 0.5) * base.height) / down,
      stain: contrast(pixels, i * 3),
      detail:
        Math.abs(green(col + 1, row) - green(col, row)) + Math.abs(green(col, row + 1) - green(col, row))
    }
  })
}

/** The place with the most detail of each region of the slide. */
function spread(candidates: readonly Candidate[], base: Level): Place[] {
  const best = new Map<number, Candidate>()
  for (const candidate of candidates.filter(isStained)) {
    const col = Math.floor((candidate.x * regions) / base.width)
    const row = Math.floor((candidate.y * regions) / base.height)
    const region = row * regions + col
    if (candidate.detail >= (best.get(region)?.detail ?? 0)) best.set(region, candidate)
  }
  return [...best.values()]
}

function contrast(pixels: Uint8Array, at: number): number {
  const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!]
  return Math.max(stainScore(red, green, blue), (255 - green) / 4)
}

const most = <Found extends Place>(found: readonly Found[], count: number) =>
  [...found].sort((a, b) => b.stain - a.stain).slice(0, count)
