import { DuctalError } from '../../../contract/errors.ts'
import type { OpenSlide } from '../slides/slide.ts'

/** Patches of one tile, ready for a network. */
export interface Cut {
  /** RGB, edge × edge × 3 bytes for each readable patch, one after the other. */
  pixels: Uint8Array
  /** Index in the task of each of these patches. */
  indexes: number[]
  unreadable: { index: number; message: string }[]
}

export interface CutTask {
  /** Top left corner of each patch in level-0 pixels. */
  xs: Float64Array
  ys: Float64Array
  /** Edge length of a patch in pixels at the model's scale. */
  edge: number
  /** Level-0 pixels per pixel at the model's scale. */
  scale: number
}

/**
 * Pixel limit, at the model's scale, for reading a tile in one piece. Patches farther apart are
 * read one by one.
 */
const mostPixels = 16_000_000
/** Largest distance from a whole pixel at which a patch counts as on the common grid. */
const tolerance = 1e-3

/**
 * Cuts patches at the model's scale; white beyond the slide. Patches that cannot be decoded are
 * listed; the others are still cut.
 */
export async function cutPatches(slide: OpenSlide, task: CutTask, signal?: AbortSignal): Promise<Cut> {
  if (slide.patch) return oneByOne(slide, task, signal)
  const together = await inOnePiece(slide, task, signal).catch(error => {
    if (error instanceof DuctalError && error.code === 'slide/corrupt') return undefined
    throw error
  })
  return together ?? oneByOne(slide, task, signal)
}

async function oneByOne(slide: OpenSlide, task: CutTask, signal?: AbortSignal): Promise<Cut> {
  const { xs, ys, edge, scale } = task
  const size = edge * edge * 3
  const pixels = new Uint8Array(xs.length * size)
  const indexes: number[] = []
  const unreadable: Cut['unreadable'] = []
  for (let index = 0; index < xs.length; index++) {
    signal?.throwIfAborted()
    const box = { x: xs[index]!, y: ys[index]!, width: edge * scale, height: edge * scale }
    try {
      const patch = slide.patch
        ? await slide.patch(box.x, box.y)
        : await slide.region(box, edge, edge, signal)
      pixels.set(patch, indexes.length * size)
      indexes.push(index)
    } catch (error) {
      // An overwritten patch is of another slide, not unreadable.
      if (!(error instanceof DuctalError) || error.code === 'slide/changed') throw error
      unreadable.push({ index, message: error.message })
    }
  }
  return { pixels: pixels.subarray(0, indexes.length * size), indexes, unreadable }
}

/**
 * Reads the box around all patches at once if they are on one grid of pixels; otherwise returns
 * undefined.
 */
async function inOnePiece(slide: OpenSlide, task: CutTask, signal?: AbortSignal): Promise<Cut | undefined> {
  const { xs, ys, edge, scale } = task
  if (xs.length === 0) return { pixels: new Uint8Array(0), indexes: [], unreadable: [] }
  const across = offsets(xs, scale)
  const down = offsets(ys, scale)
  if (!across || !down) return undefined
  const width = Math.max(...across) + edge
  const height = Math.max(...down) + edge
  if (width * height > mostPixels) return undefined
  const box = { x: Math.min(...xs), y: Math.min(...ys), width: width * scale, height: height * scale }
  const region = await slide.region(box, width, height, signal)
  const pixels = new Uint8Array(xs.length * edge * edge * 3)
  const indexes = Array.from(xs, (_, index) => index)
  for (const index of indexes)
    for (let row = 0; row < edge; row++) {
      const from = ((down[index]! + row) * width + across[index]!) * 3
      pixels.set(region.subarray(from, from + edge * 3), (index * edge + row) * edge * 3)
    }
  return { pixels, indexes, unreadable: [] }
}

/** Offset of each position from the first, in pixels; undefined if one is not a whole number. */
function offsets(places: Float64Array, scale: number): Int32Array | undefined {
  const origin = Math.min(...places)
  const result = new Int32Array(places.length)
  for (let i = 0; i < places.length; i++) {
    const pixels = (places[i]! - origin) / scale
    const whole = Math.round(pixels)
    if (Math.abs(pixels - whole) > tolerance) return undefined
    result[i] = whole
  }
  return result
}
