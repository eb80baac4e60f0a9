import type { Box } from '../slide.ts'
import type { Block } from './blocks.ts'

interface Size {
  width: number
  height: number
}

/** Decoding a tile costs at least as much as so many pixels. */
const leastTilePixels = 2 ** 14
/** Tiles that are decoded however large they are; fewer would show nothing of a slide. */
const leastTiles = 4
/** Samples that are read at once. */
const together = 16
/** Longest edge of a sample in pixels; a larger tile is decoded, but not averaged as a whole. */
const longestSample = 256

/** How many samples a part of a level is reduced to. */
export interface Samples {
  across: number
  down: number
}

/**
 * Returns how many samples of a box may be read so that the decoded tiles have at most `most`
 * pixels, or as few as possible; undefined if all of the box may be read.
 * @param box in the level's pixels
 */
export function samplesFor(
  box: Box,
  level: Size,
  tile: Size,
  out: Samples,
  most: number
): Samples | undefined {
  const width = Math.min(box.width, level.width) / tile.width
  const height = Math.min(box.height, level.height) / tile.height
  // A box has parts of tiles at its edges.
  const tiles = { across: Math.ceil(width) + 1, down: Math.ceil(height) + 1 }
  const cost = Math.max(tile.width * tile.height, leastTilePixels)
  const few = Math.max(leastTiles, Math.floor(most / cost))
  if (Math.ceil(width) * Math.ceil(height) <= few) return undefined
  let { across, down } = out
  while (across * down > 1) {
    const [columns, rows] = [Math.min(across, tiles.across), Math.min(down, tiles.down)]
    if (columns * rows <= few) break
    // Of strips, all samples of a row are in one tile.
    if (rows > 1 && rows >= columns) down = Math.ceil(Math.min(down, tiles.down) / 2)
    else across = Math.ceil(Math.min(across, tiles.across) / 2)
  }
  return { across, down }
}

/**
 * Fills an output from a few evenly spread samples, each from a single tile: a coarse picture of a
 * level that is too large to be decoded for it. Areas beyond the level are white.
 * @param box in the level's own pixels
 * @param read returns the RGB pixels of a block inside the level
 */
export async function sampleSparsely(
  box: Box,
  level: Size,
  tile: Size,
  out: Size,
  { across, down }: Samples,
  read: (block: Block) => Promise<Uint8Array>,
  signal?: AbortSignal
): Promise<Uint8Array> {
  const colours = new Uint8Array(across * down * 3).fill(255)
  const cell = { width: box.width / across, height: box.height / down }
  const sample = async (col: number, row: number) => {
    const x = Math.floor(box.x + (col + 0.5) * cell.width)
    const y = Math.floor(box.y + (row + 0.5) * cell.height)
    if (x < 0 || y < 0 || x >= level.width || y >= level.height) return
    const pixels = await read(sampleAround(x, y, level, tile, cell))
    colours.set(meanOf(pixels), (row * across + col) * 3)
  }
  for (let row = 0; row < down; row++)
    for (let col = 0; col < across; col += together) {
      signal?.throwIfAborted()
      const count = Math.min(together, across - col)
      await Promise.all(Array.from({ length: count }, (_, i) => sample(col + i, row)))
    }
  return enlarged(colours, { width: across, height: down }, out)
}

/** A block around a pixel that is inside one tile. */
function sampleAround(x: number, y: number, level: Size, tile: Size, cell: Size): Block {
  const along = (at: number, length: number, edge: number, size: number) => {
    const start = Math.floor(at / edge) * edge
    const end = Math.min(start + edge, size)
    const extent = Math.max(1, Math.min(Math.ceil(length), longestSample, end - start))
    return { from: Math.min(Math.max(at - Math.floor(extent / 2), start), end - extent), extent }
  }
  const horizontal = along(x, cell.width, tile.width, level.width)
  const vertical = along(y, cell.height, tile.height, level.height)
  return {
    left: horizontal.from,
    top: vertical.from,
    width: horizontal.extent,
    height: vertical.extent
  }
}

function meanOf(pixels: Uint8Array): [number, number, number] {
  let [red, green, blue] = [0, 0, 0]
  for (let i = 0; i < pixels.length; i += 3) {
    red += pixels[i]!
    green += pixels[i + 1]!
    blue += pixels[i + 2]!
  }
  const count = pixels.length / 3
  return [Math.round(red / count), Math.round(green / count), Math.round(blue / count)]
}

function enlarged(colours: Uint8Array, from: Size, to: Size): Uint8Array {
  const result = new Uint8Array(to.width * to.height * 3)
  for (let y = 0, at = 0; y < to.height; y++) {
    const row = Math.floor((y * from.height) / to.height) * from.width
    for (let x = 0; x < to.width; x++, at += 3) {
      const source = (row + Math.floor((x * from.width) / to.width)) * 3
      result[at] = colours[source]!
      result[at + 1] = colours[source + 1]!
      result[at + 2] = colours[source + 2]!
    }
  }
  return result
}
