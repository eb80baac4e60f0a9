import type { SlideLevel } from '../../../../contract/slides/slide.ts'
import type { Box } from '../slide.ts'
import { AreaSampler } from './area-sampler.ts'
import { averageSquares } from './squares.ts'

/** A rectangle of whole pixels on one level. */
export interface Block {
  left: number
  top: number
  width: number
  height: number
}

/** Longest edge of a block that is read at once: 3 bytes × 2048² = 12 MiB. */
const blockEdge = 2048

/** Returns the coarsest level that is at least as fine as the output. */
export function levelFor(levels: readonly SlideLevel[], scale: number): number {
  let best = 0
  for (let i = 1; i < levels.length; i++)
    // Levels may be rounded to whole pixels: 4.0003 means 4.
    if (levels[i]!.downsample <= scale * 1.002 && levels[i]!.downsample > levels[best]!.downsample) best = i
  return best
}

/**
 * Averages a box of a level down to the output, block by block. Areas without pixels are white.
 * @param box in the level's own pixels; may be fractional and extend beyond the level
 * @param read returns the RGB pixels of a block inside the level
 */
export async function sampleBox(
  box: Box,
  level: { width: number; height: number },
  outWidth: number,
  outHeight: number,
  read: (block: Block) => Promise<Uint8Array>,
  signal?: AbortSignal
): Promise<Uint8Array> {
  const whole = wholePixels(box)
  const within = clip(whole, level)
  if (isExactly(box, whole, outWidth, outHeight) && within.width === outWidth && within.height === outHeight)
    return read(within)
  const ratio = wholeRatio(box, whole, within, outWidth, outHeight)
  if (ratio !== undefined) {
    const pixels = await read(within)
    signal?.throwIfAborted()
    return averageSquares(pixels, outWidth, outHeight, ratio)
  }
  const sampler = new AreaSampler(
    { start: box.x, step: box.width / outWidth, count: outWidth },
    { start: box.y, step: box.height / outHeight, count: outHeight }
  )
  for (const block of blocksOf(within)) {
    signal?.throwIfAborted()
    sampler.add(await read(block), block.left, block.top, block.width, block.height)
  }
  for (const block of around(whole, within))
    for (const part of blocksOf(block))
      sampler.add(white(part.width * part.height), part.left, part.top, part.width, part.height)
  return sampler.result()
}

function wholePixels({ x, y, width, height }: Box): Block {
  const left = Math.floor(x)
  const top = Math.floor(y)
  return { left, top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top }
}

function isExactly(box: Box, whole: Block, outWidth: number, outHeight: number): boolean {
  return box.x === whole.left && box.y === whole.top && box.width === outWidth && box.height === outHeight
}

/**
 * Returns the number of source pixels along an output pixel's edge, if it is a whole number and one
 * block holds everything.
 */
function wholeRatio(
  box: Box,
  whole: Block,
  within: Block,
  outWidth: number,
  outHeight: number
): number | undefined {
  const ratio = box.width / outWidth
  if (!Number.isInteger(ratio) || box.height / outHeight !== ratio) return undefined
  if (box.x !== whole.left || box.y !== whole.top) return undefined
  const inside = within.width === box.width && within.height === box.height
  return inside && within.width <= blockEdge && within.height <= blockEdge ? ratio : undefined
}

function clip(block: Block, level: { width: number; height: number }): Block {
  const left = Math.min(Math.max(block.left, 0), level.width)
  const top = Math.min(Math.max(block.top, 0), level.height)
  const right = Math.min(Math.max(block.left + block.width, left), level.width)
  const bottom = Math.min(Math.max(block.top + block.height, top), level.height)
  return { left, top, width: right - left, height: bottom - top }
}

/** Returns the parts of `whole` above, below, left and right of `within`. */
function around(whole: Block, within: Block): Block[] {
  const bottom = whole.top + whole.height
  const right = whole.left + whole.width
  if (within.width === 0 || within.height === 0) return [whole]
  return [
    { ...whole, height: within.top - whole.top },
    { ...whole, top: within.top + within.height, height: bottom - within.top - within.height },
    { left: whole.left, top: within.top, width: within.left - whole.left, height: within.height },
    {
      left: within.left + within.width,
      top: within.top,
      width: right - within.left - within.width,
      height: within.height
    }
  ]
}

function* blocksOf({ left, top, width, height }: Block): Generator<Block> {
  for (let y = 0; y < height; y += blockEdge)
    for (let x = 0; x < width; x += blockEdge)
      yield {
        left: left + x,
        top: top + y,
        width: Math.min(blockEdge, width - x),
        height: Math.min(blockEdge, height - y)
      }
}

const white = (pixels: number) => new Uint8Array(pixels * 3).fill(255)
