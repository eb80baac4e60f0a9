import type { Place } from './places.ts'
import type { Level, ReadLevel } from './read-level.ts'

/** Cells along each edge of a place; each is a mean of 2 × 2 pixels of the coarser level. */
const cells = 12
const pixelsPerCell = 2
/** Cells by which the finer level is shifted, to see whether its picture then fits as well. */
const shift = 2
/** Mean difference, of 255, above which two levels do not show the same place. */
const mostDifference = 25
/** Mean difference, of 255, that noise, compression and another filter explain. */
const noise = 8
/**
 * A picture in position differs less from the level above than this share of a shifted one.
 * Measured on real slides: at most .6 in position, with any filter, strong compression or half a
 * pixel's shift; at least .85 out of position.
 */
const mostOfShifted = 0.75
/** Share of the places with detail that may be out of position: damage, seams of a scan. */
const mostDisplaced = 0.25

/** Comparison of two levels at one place. */
interface Comparison {
  /** Mean difference of colours, of 255. */
  difference: number
  /** Whether the place distinguishes positions; false for an even place and for samples. */
  detailed: boolean
  /** Whether the level above fits as well if it is shifted. */
  displaced: boolean
  /** Whether the place is blank in the coarser level only. */
  blank: boolean
}

/**
 * Says how a level disagrees with a finer one at the given places: it shows other content, or the
 * same content in another position. Undefined if it agrees.
 */
export async function disagreement(
  levels: readonly Level[],
  above: number,
  level: number,
  places: readonly Place[],
  read: ReadLevel
): Promise<'content' | 'position' | undefined> {
  const found: Comparison[] = []
  for (const place of places) {
    const comparison = await compare(levels, above, level, place, read)
    if (comparison === 'unreadable') return 'content'
    if (comparison) found.push(comparison)
  }
  if (found.length === 0) return undefined
  const differences = found.map(({ difference }) => difference).sort((a, b) => a - b)
  // One place may be damaged or sharpened; half of them may not differ.
  if (differences[Math.floor(differences.length / 2)]! > mostDifference) return 'content'
  // A writer that breaks off leaves the rest of its last level blank.
  if (found.some(({ blank }) => blank)) return 'content'
  const detailed = found.filter(comparison => comparison.detailed)
  const displaced = detailed.filter(comparison => comparison.displaced)
  return displaced.length > mostDisplaced * detailed.length ? 'position' : undefined
}

async function compare(
  levels: readonly Level[],
  above: number,
  level: number,
  { x, y }: Place,
  read: ReadLevel
): Promise<Comparison | 'unreadable' | undefined> {
  const base = levels[0]!
  const cell = levels[level]!.downsample * pixelsPerCell
  const wide = cells + 2 * shift
  const inside = (at: number, size: number) =>
    Math.min(Math.max(at - (wide * cell) / 2, 0), Math.max(size - wide * cell, 0))
  const [left, top] = [inside(x, base.width), inside(y, base.height)]
  const upper = await read(above, boxAt(left, top, wide * cell), wide, wide).catch(() => undefined)
  // A damaged place of the finer level says nothing about the coarser one.
  if (!upper) return undefined
  const margin = shift * cell
  const box = boxAt(left + margin, top + margin, cells * cell)
  const lower = await read(level, box, cells, cells).catch(() => undefined)
  if (!lower) return 'unreadable'
  const at = (across: number, down: number) => cut(upper.pixels, wide, shift + across, shift + down)
  const difference = meanDifference(at(0, 0), lower.pixels)
  if (upper.sampled || lower.sampled) return { difference, detailed: false, displaced: false, blank: false }
  const form = withoutMean(lower.pixels)
  const upperForm = withoutMean(at(0, 0))
  const inPlace = meanDifference(upperForm, form)
  const shifted = Math.min(
    ...around.map(([across, down]) => meanDifference(withoutMean(at(across, down)), form))
  )
  return {
    difference,
    detailed: Math.max(inPlace, shifted) > noise,
    displaced: inPlace > noise && inPlace > mostOfShifted * shifted,
    blank: difference > mostDifference && spreadOf(form) < 1 && spreadOf(upperForm) > 4
  }
}

/** Shifts in all eight directions. */
const around = [-shift, 0, shift].flatMap(down =>
  [-shift, 0, shift].flatMap((across): [number, number][] => (across || down ? [[across, down]] : []))
)

const boxAt = (x: number, y: number, edge: number) => ({ x, y, width: edge, height: edge })

/** A square of `cells` from a picture that is `wide` cells across. */
function cut(pixels: Uint8Array, wide: number, left: number, top: number): Uint8Array {
  const result = new Uint8Array(cells * cells * 3)
  for (let row = 0; row < cells; row++) {
    const from = ((top + row) * wide + left) * 3
    result.set(pixels.subarray(from, from + cells * 3), row * cells * 3)
  }
  return result
}

/** Subtracts the mean of each colour: levels may be of another brightness. */
function withoutMean(pixels: Uint8Array): Float32Array {
  const sums = [0, 0, 0]
  for (let i = 0; i < pixels.length; i++) sums[i % 3]! += pixels[i]!
  return Float32Array.from(pixels, (value, i) => value - (sums[i % 3]! * 3) / pixels.length)
}

/** Mean distance from the mean colour. */
const spreadOf = (form: Float32Array) => form.reduce((sum, value) => sum + Math.abs(value), 0) / form.length

function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!)
  return sum / a.length
}
