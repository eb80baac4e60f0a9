import sharp from 'sharp'
import { type TiffFile, type TiffLevel, tileEdge } from './tiff.ts'

/** Rows of pixels, each 0xAABBGGRR: red is the first byte, as sharp expects. */
export interface Rows {
  width: number
  top: number
  count: number
  pixels: Int32Array
}

const jpegQuality = 88
const glass = 0xfff4f2f3 | 0

/**
 * Receives a slide from top to bottom, one row of tiles at a time, and writes it and the halved
 * levels below as their rows of tiles fill up. Only one row of tiles per level is in memory.
 */
export class Pyramid {
  readonly levels: Level[] = []
  private readonly file: TiffFile
  private blank: { offset: number; length: number } | undefined

  constructor(file: TiffFile, width: number, height: number) {
    this.file = file
    for (let w = width, h = height; ; w = Math.max(1, w >> 1), h = Math.max(1, h >> 1)) {
      this.levels.push(new Level(w, h))
      if (w <= tileEdge && h <= tileEdge) break
    }
  }

  /**
   * Adds level-0 rows, `tileEdge` of them except at the bottom. They may be overwritten once the
   * promise settles.
   */
  async push(rows: Rows): Promise<void> {
    await this.write(0, rows)
  }

  private async write(index: number, rows: Rows): Promise<void> {
    const level = this.levels[index]!
    const jobs = cutTiles(rows).map(tile => (tile ? encode(tile) : undefined))
    const below = this.levels[index + 1]
    const full = below?.take(rows)
    for (const job of jobs) {
      const { offset, length } = job ? await this.append(await job) : await this.appendBlank()
      level.offsets.push(offset)
      level.lengths.push(length)
    }
    if (below && full) {
      await this.write(index + 1, full)
      below.clear()
    }
  }

  private async append(bytes: Buffer): Promise<{ offset: number; length: number }> {
    return { offset: await this.file.append(bytes), length: bytes.length }
  }

  /** All blank tiles share one stored tile. */
  private async appendBlank(): Promise<{ offset: number; length: number }> {
    this.blank ??= await this.append(await encode(new Int32Array(tileEdge * tileEdge).fill(glass)))
    return this.blank
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
    this.rows = { width, top: 0, count: 0, pixels: new Int32Array(0) }
  }

  /** Adds the rows above at half size. Returns a row of tiles once full or at the bottom. */
  take(above: Rows): Rows | undefined {
    const { rows } = this
    if (rows.pixels.length === 0) rows.pixels = new Int32Array(this.width * tileEdge)
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

/** Appends `add` rows to `below`, each pixel the mean of four; red and blue share one addition. */
function halve(above: Rows, below: Rows, add: number): void {
  const source = above.pixels
  const target = below.pixels
  const line = above.width
  const outer = 0x00ff00ff
  for (let row = 0; row < add; row++) {
    let from = row * 2 * line
    let to = (below.count + row) * below.width
    for (let x = 0; x < below.width; x++, from += 2, to++) {
      const a = source[from]!
      const b = source[from + 1]!
      const c = source[from + line]!
      const d = source[from + line + 1]!
      const redBlue = ((a & outer) + (b & outer) + (c & outer) + (d & outer) + 0x00020002) >> 2
      const green = (((a >> 8) & 255) + ((b >> 8) & 255) + ((c >> 8) & 255) + ((d >> 8) & 255) + 2) >> 2
      target[to] = (redBlue & outer) | (green << 8) | 0xff000000
    }
  }
}

/**
 * Cuts rows into tiles, padded with background beyond the image; undefined for a tile that is only
 * background.
 */
function cutTiles(rows: Rows): (Int32Array | undefined)[] {
  const tiles: (Int32Array | undefined)[] = []
  for (let left = 0; left < rows.width; left += tileEdge) {
    const columns = Math.min(tileEdge, rows.width - left)
    if (isBlank(rows, left, columns)) {
      tiles.push(undefined)
      continue
    }
    const tile = new Int32Array(tileEdge * tileEdge)
    if (columns < tileEdge || rows.count < tileEdge) tile.fill(glass)
    for (let row = 0; row < rows.count; row++) {
      const start = row * rows.width + left
      tile.set(rows.pixels.subarray(start, start + columns), row * tileEdge)
    }
    tiles.push(tile)
  }
  return tiles
}

function isBlank(rows: Rows, left: number, columns: number): boolean {
  for (let row = 0; row < rows.count; row++) {
    const start = row * rows.width + left
    for (let i = start; i < start + columns; i++) if (rows.pixels[i] !== glass) return false
  }
  return true
}

function encode(tile: Int32Array): Promise<Buffer> {
  const bytes = new Uint8Array(tile.buffer, tile.byteOffset, tile.byteLength)
  return sharp(bytes, { raw: { width: tileEdge, height: tileEdge, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: jpegQuality, chromaSubsampling: '4:2:0' })
    .toBuffer()
}
