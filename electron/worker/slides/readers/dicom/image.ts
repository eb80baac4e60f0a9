import pLimit from 'p-limit'
import type { Block } from '../../pixels/blocks.ts'
import type { TileCache } from '../../tile-cache.ts'
import type { RawLevel } from '../reader.ts'
import { DamagedDicom } from './dataset.ts'
import { decodeFrame, jpegModel, modelOf } from './decode.ts'
import type { Frames } from './frames.ts'
import type { DicomHeader } from './header.ts'

const limited = pLimit(4)

/** One image of a series: a level or an associated image. Its frames may be in several files. */
export class DicomImage implements RawLevel {
  readonly width: number
  readonly height: number
  readonly tile: { width: number; height: number }
  readonly header: DicomHeader
  readonly #parts: readonly Frames[]
  readonly #cache: TileCache
  readonly #key: string
  readonly #known: (error: unknown) => unknown
  /** Frame at each place, by row × columns + column; undefined if frames are in order. */
  #frames: Map<number, number> | undefined
  #byColumns = false
  #model: 'rgb' | 'ycbcr' = 'rgb'
  readonly #reading = new Set<Promise<unknown>>()

  /** @param parts in the order of their frames */
  constructor(parts: readonly Frames[], cache: TileCache, known: (error: unknown) => unknown) {
    this.#parts = parts
    this.#cache = cache
    this.#known = known
    this.header = parts[0]!.header
    this.width = this.header.width
    this.height = this.header.height
    this.tile = { width: this.header.tileWidth, height: this.header.tileHeight }
    this.#key = this.header.instance || this.header.path
  }

  /** Number of tiles across and down. */
  get grid(): { across: number; down: number } {
    const { width, height, tileWidth, tileHeight } = this.header
    return { across: Math.ceil(width / tileWidth), down: Math.ceil(height / tileHeight) }
  }

  /**
   * Says which part of the image is not there; undefined if it is complete. Tiles that a sparse
   * image omits are background.
   */
  missing(): string | undefined {
    const { concatenation } = this.header
    if (concatenation && concatenation.parts > this.#parts.length)
      return `${concatenation.parts - this.#parts.length} of ${concatenation.parts} files`
    const { across, down } = this.grid
    const frames = this.#parts.reduce((sum, { header }) => sum + header.frames, 0)
    const sparse = this.#parts.every(({ header }) => header.places) && !this.header.ordered
    return sparse || frames >= across * down
      ? undefined
      : `${across * down - frames} of ${across * down} tiles`
  }

  /**
   * Finds the places of the frames and their colour space.
   * @returns why the image is not read; undefined if it is
   * @throws DamagedDicom
   */
  async prepare(): Promise<string | undefined> {
    const placed = this.#placeFrames()
    if (placed !== undefined) return placed
    const model = jpegModel(this.header, await this.#parts[0]!.read(0))
    if (typeof model !== 'string') return model.contradiction
    this.#model = model
    const ordered = this.header.ordered || this.#frames || this.grid.across * this.grid.down === 1
    return ordered || (await this.#findOrder()) ? undefined : 'it does not state the places of its tiles'
  }

  read(block: Block, signal?: AbortSignal): Promise<Uint8Array> {
    const reading = this.#read(block, signal).catch(error => {
      throw this.#known(error)
    })
    this.#reading.add(reading)
    const done = () => this.#reading.delete(reading)
    reading.then(done, done)
    return reading
  }

  /** Closes the files when no read is in progress. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#reading)
    await Promise.allSettled(this.#parts.map(part => part.close()))
  }

  #placeFrames(): string | undefined {
    if (this.header.ordered || !this.#parts.every(({ header }) => header.places)) return undefined
    const { tileWidth, tileHeight } = this.header
    const { across } = this.grid
    this.#frames = new Map()
    let before = 0
    for (const { header } of this.#parts) {
      const places = header.places!
      for (let frame = 0; frame < header.frames; frame++) {
        const [col, row] = [places[frame * 2]! / tileWidth, places[frame * 2 + 1]! / tileHeight]
        if (!Number.isInteger(col) || !Number.isInteger(row)) return 'its tiles are not on a grid'
        // Further focal planes and optical paths follow the first.
        const place = row * across + col
        if (!this.#frames.has(place)) this.#frames.set(place, before + frame)
      }
      before += header.frames
    }
    return undefined
  }

  /**
   * Finds whether frames without stated places are ordered along rows, as in the standard, or along
   * columns, as some converters write them. In the right order the tissue continues across the
   * seams. Returns false if neither order is clearly right.
   */
  async #findOrder(): Promise<boolean> {
    const along = await this.#seamStep(false)
    const down = await this.#seamStep(true)
    this.#byColumns = down < along
    this.#cache.clear()
    return Math.min(along, down) < 0.7 * Math.max(along, down)
  }

  /** Mean difference in grey levels between tiles and their right neighbours, across the seam. */
  async #seamStep(byColumns: boolean): Promise<number> {
    const { tileWidth, tileHeight, height } = this.header
    let sum = 0
    let count = 0
    this.#byColumns = byColumns
    for (const [col, row] of this.#middleTiles()) {
      const [left, right] = await Promise.all([this.#decode(col, row), this.#decode(col + 1, row)])
      for (let y = 0; y < Math.min(tileHeight, height); y += 4) {
        sum += Math.abs(left[((y + 1) * tileWidth - 1) * 3 + 1]! - right[y * tileWidth * 3 + 1]!)
        count++
      }
    }
    return count === 0 ? 0 : sum / count
  }

  /** Tiles of two middle rows, where the slide's edges do not cut tiles short; at most 40. */
  #middleTiles(): [col: number, row: number][] {
    const { across, down } = this.grid
    const cols = Math.min(Math.max(across - 2, 0), 20)
    const rows = [Math.floor(down / 3), Math.floor(down / 2)]
    return rows.flatMap(row => Array.from({ length: cols }, (_, col): [number, number] => [col, row]))
  }

  async #read(block: Block, signal?: AbortSignal): Promise<Uint8Array> {
    const { tileWidth, tileHeight, samples } = this.header
    const result = new Uint8Array(block.width * block.height * samples)
    const works: Promise<void>[] = []
    for (let row = Math.floor(block.top / tileHeight); row * tileHeight < block.top + block.height; row++)
      for (let col = Math.floor(block.left / tileWidth); col * tileWidth < block.left + block.width; col++)
        works.push(
          limited(async () => {
            signal?.throwIfAborted()
            const tile = await this.#cache.get(`${this.#key} ${col} ${row}`, () => this.#decode(col, row))
            this.#paste(tile, col * tileWidth, row * tileHeight, result, block)
          })
        )
    await Promise.all(works)
    return result
  }

  #paste(tile: Uint8Array, x: number, y: number, target: Uint8Array, block: Block): void {
    const { tileWidth, tileHeight, samples } = this.header
    const left = Math.max(x, block.left)
    const right = Math.min(x + tileWidth, block.left + block.width)
    const bottom = Math.min(y + tileHeight, block.top + block.height)
    for (let row = Math.max(y, block.top); row < bottom; row++) {
      const from = ((row - y) * tileWidth + left - x) * samples
      const to = ((row - block.top) * block.width + left - block.left) * samples
      target.set(tile.subarray(from, from + (right - left) * samples), to)
    }
  }

  async #decode(col: number, row: number): Promise<Uint8Array> {
    const { across, down } = this.grid
    const place = this.#byColumns ? col * down + row : row * across + col
    let frame = this.#frames ? this.#frames.get(place) : place
    if (frame === undefined) return this.#background()
    for (const part of this.#parts) {
      if (frame < part.header.frames) return this.#decodeFrame(part, frame)
      frame -= part.header.frames
    }
    throw new DamagedDicom('it has fewer tiles than stated')
  }

  async #decodeFrame(part: Frames, frame: number): Promise<Uint8Array> {
    const data = await part.read(frame)
    if (jpegModel(part.header, data) !== this.#model)
      throw new DamagedDicom('a tile states another colour space than the others')
    return decodeFrame(part.header, data, this.#model)
  }

  #background(): Uint8Array {
    const { tileWidth, tileHeight, samples } = this.header
    const white = new Uint8Array(tileWidth * tileHeight * samples).fill(255)
    if (modelOf(this.header) === 'ycbcr')
      for (let i = 0; i < white.length; i++) if (i % 3 !== 0) white[i] = 128
    return white
  }
}
