import { open } from 'node:fs/promises'
import pLimit from 'p-limit'
import sharp from 'sharp'
import { DuctalError } from '../../../../contract/errors.ts'
import { plausibleMpp } from '../../../../contract/slide.ts'
import { type Block, sampleBox } from '../../patches/blocks.ts'
import { type OpenSlide, type SlideDescription, singleLevel } from '../slide.ts'
import { type DicomFacts, readDicom } from './dicomFile.ts'

/** Size limit, because the compressed file is held in memory. */
const mostBytes = 512 * 2 ** 20
/** Number of decoded tiles that a slide keeps. */
const keptTiles = 64
const limited = pLimit(4)

/**
 * Opens a plain DICOM slide whose header lacks what OpenSlide requires (some converters omit the
 * image type).
 * @returns undefined if the file is not that plain
 */
export async function openPlainDicom(path: string): Promise<OpenSlide | undefined> {
  const file = await readWhole(path)
  const facts = file && readDicom(file)
  if (!facts) return undefined
  const slide = new DicomSlide(path, file, facts)
  return (await slide.findOrder()) ? slide : undefined
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

class DicomSlide implements OpenSlide {
  readonly description: SlideDescription
  readonly #path: string
  readonly #file: Buffer
  readonly #facts: DicomFacts
  readonly #tiles = new Map<number, Promise<Uint8Array>>()
  #byColumns = false

  constructor(path: string, file: Buffer, facts: DicomFacts) {
    this.#path = path
    this.#file = file
    this.#facts = facts
    this.description = singleLevel('dicom', facts, mppOf(facts))
  }

  region: OpenSlide['region'] = (box, outWidth, outHeight, signal) =>
    sampleBox(box, this.description, outWidth, outHeight, block => this.#block(block), signal)

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

function mppOf({ spacing }: DicomFacts): number | null {
  if (!spacing) return null
  const mpp = ((spacing[0] + spacing[1]) / 2) * 1000
  const square = Math.abs(spacing[0] - spacing[1]) * 1000 <= 0.02 * mpp
  return square && mpp >= plausibleMpp.min && mpp <= plausibleMpp.max ? mpp : null
}
