import { open } from 'node:fs/promises'
import pLimit from 'p-limit'
import sharp from 'sharp'
import { DuctalError } from '../../../../contract/errors.ts'
import type { Block } from '../pixels/blocks.ts'
import { belongingFiles } from './belonging.ts'
import { type DicomFacts, readDicom } from './dicomFile.ts'
import type { RawColour, RawLevel, RawResolution, RawSlide, Reader } from './reader.ts'

/** Size limit, because the compressed file is held in memory. */
const mostBytes = 512 * 2 ** 20
/** Number of decoded tiles that a slide keeps. */
const keptTiles = 64
const limited = pLimit(4)

/**
 * Reads plain DICOM slides whose header lacks what OpenSlide requires (some converters omit the
 * image type).
 */
export const dicomReader: Reader = {
  name: 'dicom',
  version: () => sharp.versions.vips,
  async recognise({ head }) {
    return head.toString('latin1', 128, 132) === 'DICM' ? 'yes' : 'no'
  },
  async open({ path }) {
    const file = await readWhole(path)
    const facts = file && readDicom(file)
    const slide = facts && new DicomSlide(path, file, facts, await belongingFiles(path))
    if (slide && (await slide.findOrder())) return slide
    throw new DuctalError(
      'slide/corrupt',
      `${path} starts like an image but cannot be decoded. Copy it again from its source.`
    )
  }
}

/** Reads a file that starts like DICOM, unless it is too large for memory. */
async function readWhole(path: string): Promise<Buffer | undefined> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(132)
    await file.read(head, 0, head.length, 0)
    const fits = (await file.stat()).size <= mostBytes
    // Without a position, reading continues from the start of the file.
    return fits && head.toString('latin1', 128) === 'DICM' ? await file.readFile() : undefined
  } finally {
    await file.close()
  }
}

class DicomSlide implements RawSlide {
  readonly vendor = 'dicom'
  readonly levels: RawLevel[]
  readonly colour: RawColour
  readonly orientation = 1
  readonly resolution: RawResolution | null
  readonly files: string[]
  readonly #path: string
  readonly #file: Buffer
  readonly #facts: DicomFacts
  readonly #tiles = new Map<number, Promise<Uint8Array>>()
  #byColumns = false

  constructor(path: string, file: Buffer, facts: DicomFacts, files: string[]) {
    this.#path = path
    this.#file = file
    this.#facts = facts
    const { width, height, spacing } = facts
    this.files = files
    this.levels = [{ width, height, read: block => this.#block(block) }]
    this.colour = { model: 'rgb', stated: 'RGB', samples: 3, bits: 8, extra: null, icc: null }
    this.resolution = spacing
      ? { x: spacing[1] * 1000, y: spacing[0] * 1000, unit: 'um', source: 'metadata' }
      : null
  }

  /**
   * Finds whether frames are ordered along rows, as in the standard, or along columns, as some
   * converters write them. In the right order the tissue continues across the seams. Returns false
   * if neither order is clearly right.
   */
  async findOrder(): Promise<boolean> {
    const along = await this.#seamStep(false)
    const down = await this.#seamStep(true)
    this.#byColumns = down < along
    return Math.min(along, down) < 0.7 * Math.max(along, down)
  }

  /**
   * Returns the mean difference in grey levels between a tile and its right neighbour, across the
   * seams that `#neighbours` selects.
   */
  async #seamStep(byColumns: boolean): Promise<number> {
    const { tileWidth, tileHeight, height } = this.#facts
    let sum = 0
    let count = 0
    for (const [index, next] of this.#neighbours(byColumns)) {
      const [left, right] = await Promise.all([this.#tile(index), this.#tile(next)])
      for (let y = 0; y < Math.min(tileHeight, height); y += 4) {
        const a = left[((y + 1) * tileWidth - 1) * 3 + 1]!
        const b = right[y * tileWidth * 3 + 1]!
        sum += Math.abs(a - b)
        count++
      }
    }
    return count === 0 ? 0 : sum / count
  }

  /** Pairs of adjacent frames in middle rows, where the slide's edges do not cut tiles short. */
  #neighbours(byColumns: boolean): [number, number][] {
    const { across, down } = this.#tileCount()
    const at = (col: number, row: number) => (byColumns ? col * down + row : row * across + col)
    const rows = [Math.floor(down / 3), Math.floor(down / 2)]
    return rows.flatMap(row =>
      Array.from({ length: Math.max(across - 2, 0) }, (_, col): [number, number] => [
        at(col, row),
        at(col + 1, row)
      ])
    )
  }

  #tileCount(): { across: number; down: number } {
    const { width, height, tileWidth, tileHeight } = this.#facts
    return { across: Math.ceil(width / tileWidth), down: Math.ceil(height / tileHeight) }
  }

  close(): void {
    this.#tiles.clear()
  }

  async #block(block: Block): Promise<Uint8Array> {
    const { tileWidth, tileHeight } = this.#facts
    const { across, down } = this.#tileCount()
    const result = new Uint8Array(block.width * block.height * 3)
    const works: Promise<void>[] = []
    for (let row = Math.floor(block.top / tileHeight); row * tileHeight < block.top + block.height; row++)
      for (let col = Math.floor(block.left / tileWidth); col * tileWidth < block.left + block.width; col++)
        works.push(
          this.#tile(this.#byColumns ? col * down + row : row * across + col).then(pixels =>
            this.#paste(pixels, col * tileWidth, row * tileHeight, result, block)
          )
        )
    await Promise.all(works)
    return result
  }

  #paste(pixels: Uint8Array, x: number, y: number, target: Uint8Array, block: Block): void {
    const { tileWidth, tileHeight } = this.#facts
    const left = Math.max(x, block.left)
    const right = Math.min(x + tileWidth, block.left + block.width)
    const bottom = Math.min(y + tileHeight, block.top + block.height)
    for (let row = Math.max(y, block.top); row < bottom; row++) {
      const from = ((row - y) * tileWidth + left - x) * 3
      const to = ((row - block.top) * block.width + left - block.left) * 3
      target.set(pixels.subarray(from, from + (right - left) * 3), to)
    }
  }

  #tile(index: number): Promise<Uint8Array> {
    const known = this.#tiles.get(index)
    this.#tiles.delete(index)
    const tile = known ?? limited(() => this.#decode(index))
    this.#tiles.set(index, tile)
    tile.catch(() => this.#tiles.delete(index))
    const oldest = this.#tiles.keys().next().value
    if (this.#tiles.size > keptTiles && oldest !== undefined) this.#tiles.delete(oldest)
    return tile
  }

  async #decode(index: number): Promise<Uint8Array> {
    const { frames, tileWidth, tileHeight } = this.#facts
    const { from, length } = frames[index]!
    try {
      const pixels = await sharp(this.#file.subarray(from, from + length))
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer()
      if (pixels.length !== tileWidth * tileHeight * 3) throw new Error('its size is wrong')
      return pixels
    } catch (error) {
      throw new DuctalError(
        'slide/corrupt',
        `Tile ${index} of ${this.#path} cannot be decoded (${(error as Error).message.split('\n')[0]}). Copy the file again from its source.`,
        { cause: error }
      )
    }
  }
}
