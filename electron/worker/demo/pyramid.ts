import sharp from 'sharp'
import { type TiffFile, type TiffLevel, tileEdge } from './tiff.ts'

/** Rows of RGB pixels, three bytes each. */
export interface Rows {
  width: number
  top: number
  count: number
  pixels: Uint8Array
}

const jpegQuality = 86

/**
 * Takes a slide from top to bottom, one row of tiles at a time, and writes each row and the halved rows below it
 * as they fill up: nothing but one row of tiles a level is in memory.
 */
export class Pyramid {
  readonly levels: Level[] = []
  private readonly file: TiffFile

  constructor(file: TiffFile, width: number, height: number) {
    this.file = file
    for (let w = width, h = height; ; w = Math.max(1, w >> 1), h = Math.max(1, h >> 1)) {
      this.levels.push(new Level(w, h))
      if (w <= tileEdge && h <= tileEdge) break
    }
  }

  /** Level-0 rows, `tileEdge` of them except at the bottom. May be overwritten as soon as the promise settles. */
  async push(rows: Rows): Promise<void> {
    await this.write(0, rows)
  }

  private async write(index: number, rows: Rows): Promise<void> {
    const level = this.levels[index]!
    const jobs = encodeTiles(rows)
    const below = this.levels[index + 1]
    const full = below?.take(rows)
    for (const tile of await Promise.all(jobs)) {
      level.offsets.push(await this.file.append(tile))
      level.lengths.push(tile.length)
    }
    if (below && full) {
      await this.write(index + 1, full)
      below.clear()
    }
  }
}

class Level implements TiffLevel {
  readonly width: number
  readonly height: number
  readonly offsets: number[] = []
  readonly lengths: number[] = []
  private readonly rows: Rows

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.rows = { width, top: 0, count: 0, pixels: new Uint8Array(0) }
  }

  /** Takes the rows above at half size; gives a full row of tiles, or what is left at the bottom. */
  take(above: Rows): Rows | undefined {
    const { rows } = this
    if (rows.pixels.length === 0) rows.pixels = new Uint8Array(this.width * tileEdge * 3)
    const add = Math.min(above.count >> 1, this.height - rows.top - rows.count)
    halve(above, rows, add)
    rows.count += add
    const complete = rows.count === tileEdge || rows.top + rows.count === this.height
    return complete && rows.count > 0 ? rows : undefined
  }

  clear(): void {
    this.rows.top += this.rows.count
    this.rows.count = 0
  }
}

/** Appends `add` rows to `below`, each pixel the mean of four. */
function halve(above: Rows, below: Rows, add: number): void {
  const source = above.pixels
  const line = above.width * 3
  for (let row = 0; row < add; row++) {
    let from = row * 2 * line
    let to = (below.count + row) * below.width * 3
    for (let x = 0; x < below.width; x++, from += 6, to += 3) {
      for (let channel = 0; channel < 3; channel++) {
        const at = from + channel
        below.pixels[to + channel] =
          (source[at]! + source[at + 3]! + source[at + line]! + source[at + line + 3]! + 2) >> 2
      }
    }
  }
}

/** One JPEG for each tile of a row of tiles; beyond the image, tiles repeat its last pixel. */
function encodeTiles(rows: Rows): Promise<Buffer>[] {
  const jobs: Promise<Buffer>[] = []
  for (let left = 0; left < rows.width; left += tileEdge) {
    const tile = Buffer.alloc(tileEdge * tileEdge * 3, 242)
    const columns = Math.min(tileEdge, rows.width - left)
    for (let row = 0; row < rows.count; row++) {
      const start = (row * rows.width + left) * 3
      tile.set(rows.pixels.subarray(start, start + columns * 3), row * tileEdge * 3)
    }
    jobs.push(
      sharp(tile, { raw: { width: tileEdge, height: tileEdge, channels: 3 } })
        .jpeg({ quality: jpegQuality, chromaSubsampling: '4:2:0' })
        .toBuffer()
    )
  }
  return jobs
}
