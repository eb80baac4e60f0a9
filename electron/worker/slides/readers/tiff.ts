import pLimit from 'p-limit'
import sharp from 'sharp'
import { DuctalError } from '../../../../contract/errors.ts'
import { openRegular } from '../../../../files/regular.ts'
import type { Block } from '../pixels/blocks.ts'
import { TileCache } from '../tile-cache.ts'
import type { RawLevel, RawResolution, RawSlide, Reader } from './reader.ts'
import { jpegColour } from './tiff/jpeg-colour.ts'
import { type Ome, readOme } from './tiff/ome.ts'
import { colourOf, type Page, readPage, refuseUnsupported, unsupported } from './tiff/page.ts'
import { DamagedTiff, isTiff, TiffFile, tags } from './tiff/structure.ts'
import { decodeTile, hasZstd } from './tiff/tile.ts'
import { vendorOf } from './vendors.ts'

const limited = pLimit(4)

/** Reduced images that are used; slides have about ten. */
const mostLevels = 32
/** Tiles of one image: a slide of 500,000 × 500,000 pixels in tiles of 256 × 256 has as many. */
const mostTiles = 4_000_000

/** Reads TIFF, BigTIFF and OME-TIFF that no scanner's format is known of. */
export const tiffReader: Reader = {
  name: 'tiff',
  version: () => sharp.versions.vips,
  async recognise(file) {
    return isTiff(file.head) && !(await vendorOf(file)) ? 'yes' : 'no'
  },
  async open({ path }) {
    const handle = await openRegular(path)
    try {
      const file = await TiffFile.of(handle)
      if (!file) throw new DamagedTiff('its header is damaged')
      return await openTiff(path, file)
    } catch (error) {
      await handle.close()
      throw known(path, error)
    }
  }
}

async function openTiff(path: string, file: TiffFile): Promise<RawSlide> {
  const pages: Page[] = []
  for (const directory of await file.directories()) pages.push(await readPage(directory))
  const area = ({ width, height }: Page) => width * height
  // The largest image is the slide: some writers put a thumbnail before it.
  const base = pages.reduce((best, page) => (area(page) > area(best) ? page : best), pages[0]!)
  if (!base) throw new DamagedTiff('it has no image')
  const title = await base.directory.text(tags.description)
  const ome = readOme(await pages[0]!.directory.text(tags.description))
  const colour = colourOf(base, await base.directory.raw(tags.icc, 2 ** 22))
  if (colour.model === 'rgb') refuseUnsupported(path, base)
  const reduced = [...pages, ...(await subPages(file, base))].filter(
    page => page !== base && area(page) < area(base)
  )
  const sameKind = reduced.filter(
    page => page.samples === base.samples && page.bits === base.bits && isReadable(path, page)
  )
  const cache = new TileCache()
  const levels = [base, ...sameKind.sort((a, b) => area(b) - area(a)).slice(0, mostLevels)].map(
    (page, level) => new TiffLevel(path, file, page, cache, level)
  )
  if (colour.model === 'rgb') await levels[0]!.check()
  return {
    vendor: ome ? 'ome-tiff' : 'generic-tiff',
    levels,
    colour,
    orientation: base.orientation,
    resolution: await resolutionOf(base, ome),
    files: [path],
    notes:
      sameKind.length > mostLevels
        ? [`Only the ${mostLevels} largest of ${sameKind.length} reduced images are used.`]
        : [],
    scenes: ome ? ome.names.slice(1) : [],
    planes: ome?.planes ?? 1,
    title,
    close() {
      cache.clear()
      // Reads in progress end first; a handle that cannot be closed is closed with the process.
      Promise.all(levels.map(level => level.idle())).then(
        () => file.close(),
        () => file.close()
      )
    }
  }
}

/** Reduced copies of an image that are stored below its directory, as in OME-TIFF. */
async function subPages(file: TiffFile, page: Page): Promise<Page[]> {
  const offsets = page.directory.count(tags.subIfds) > 64 ? [] : await page.directory.numbers(tags.subIfds)
  const found: Page[] = []
  for (const at of offsets) found.push(await readPage((await file.directoryAt(at)).directory))
  return found
}

function isReadable(path: string, page: Page): boolean {
  try {
    refuseUnsupported(path, page)
    return true
  } catch {
    // The level is missed in speed only.
    return false
  }
}

async function resolutionOf({ directory, width }: Page, ome: Ome | undefined): Promise<RawResolution | null> {
  const aperio = /^Aperio[\s\S]*\bMPP\s*=\s*([\d.]+)/.exec(await directory.text(tags.description))
  if (aperio) return { x: Number(aperio[1]), y: Number(aperio[1]), unit: 'um', source: 'metadata' }
  if (ome?.resolution && (ome.width === width || ome.width === 0)) return ome.resolution
  const x = await directory.number(tags.xResolution, 0)
  const y = await directory.number(tags.yResolution, 0)
  if (!(x > 0 && y > 0)) return null
  const unit = await directory.number(tags.resolutionUnit, 2)
  return { x, y, unit: unit === 3 ? 'per-cm' : unit === 2 ? 'per-inch' : 'per-nothing', source: 'tags' }
}

interface Table {
  offsets: Float64Array
  counts: Float64Array
  byteLength: number
}

class TiffLevel implements RawLevel {
  readonly width: number
  readonly height: number
  readonly tile: { width: number; height: number }
  readonly #path: string
  readonly #file: TiffFile
  readonly #page: Page
  readonly #cache: TileCache
  readonly #level: number
  readonly #reading = new Set<Promise<unknown>>()

  constructor(path: string, file: TiffFile, page: Page, cache: TileCache, level: number) {
    this.#level = level
    this.width = page.width
    this.height = page.height
    this.tile = { width: page.tileWidth, height: page.tileHeight }
    this.#path = path
    this.#file = file
    this.#page = page
    this.#cache = cache
  }

  /**
   * Checks that tiles exist, and that the first one's markers agree with the directory on the
   * colour space.
   * @throws DuctalError slide/incomplete, slide/unsupported, slide/too-large
   */
  async check(): Promise<void> {
    const { compression, photometric } = this.#page
    if (compression === 50_000 && !hasZstd)
      throw unsupported(this.#path, 'its pixels are compressed as ZSTD, which needs Node 22.15')
    const { offsets, counts } = await this.#tables()
    const first = counts.findIndex((count, i) => count > 0 && offsets[i]! > 0)
    if (first < 0)
      throw new DuctalError(
        'slide/incomplete',
        `${this.#path} holds no pixels: its writer stopped before the first tile. Copy or export the slide again.`
      )
    if (compression !== 7) return
    const stated = photometric === 2 ? 'rgb' : 'ycbcr'
    if (this.#contradicts(await this.#data(first)))
      throw unsupported(
        this.#path,
        `its directory states ${stated === 'rgb' ? 'RGB' : 'YCbCr'} and the JPEG tiles state ${stated === 'rgb' ? 'YCbCr' : 'RGB'}, so that its colours are unknown`
      )
  }

  /** Whether a JPEG tile states another colour space than its directory. */
  #contradicts(tile: Buffer): boolean {
    if (this.#page.compression !== 7) return false
    const marked = jpegColour(tile)
    return marked !== null && marked !== (this.#page.photometric === 2 ? 'rgb' : 'ycbcr')
  }

  async read(block: Block, signal?: AbortSignal): Promise<Uint8Array> {
    const reading = this.#read(block, signal).catch(error => {
      throw known(this.#path, error)
    })
    this.#reading.add(reading)
    const done = () => this.#reading.delete(reading)
    reading.then(done, done)
    return reading
  }

  /** Resolves when no read is in progress. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#reading)
  }

  async #read(block: Block, signal?: AbortSignal): Promise<Uint8Array> {
    const { tileWidth, tileHeight, samples } = this.#page
    const result = new Uint8Array(block.width * block.height * samples)
    const works: Promise<void>[] = []
    for (let row = Math.floor(block.top / tileHeight); row * tileHeight < block.top + block.height; row++)
      for (let col = Math.floor(block.left / tileWidth); col * tileWidth < block.left + block.width; col++)
        works.push(
          limited(async () => {
            signal?.throwIfAborted()
            const tile = await this.#cache.get(`${this.#level} ${col} ${row}`, () => this.#tile(col, row))
            paste(tile, { tileWidth, x: col * tileWidth, y: row * tileHeight, samples }, result, block)
          })
        )
    await Promise.all(works)
    return result
  }

  async #tile(col: number, row: number): Promise<Uint8Array> {
    const page = this.#page
    const across = Math.ceil(page.width / page.tileWidth)
    const down = Math.ceil(page.height / page.tileHeight)
    const rows = page.tiled ? page.tileHeight : Math.min(page.tileHeight, page.height - row * page.tileHeight)
    const index = row * across + col
    if (!page.planar) return this.#decode(index, rows, page.samples)
    const planes: Uint8Array[] = []
    for (let plane = 0; plane < page.samples; plane++)
      planes.push(await this.#decode(plane * across * down + index, rows, 1))
    return interleave(planes)
  }

  async #decode(index: number, rows: number, samples: number): Promise<Uint8Array> {
    const { offsets, counts } = await this.#tables()
    // Tiles without data are background.
    if (!counts[index] || !offsets[index])
      return new Uint8Array(this.#page.tileWidth * rows * samples).fill(255)
    const data = await this.#data(index)
    if (this.#contradicts(data)) throw new DamagedTiff('a tile states another colour space than the others')
    return decodeTile(this.#file, this.#page, data, rows, samples)
  }

  async #data(index: number): Promise<Buffer> {
    const { offsets, counts } = await this.#tables()
    const { tileWidth, tileHeight, samples } = this.#page
    const most = tileWidth * tileHeight * samples * 4 + 65_536
    if (counts[index]! > most) throw new DamagedTiff('a tile has more data than its pixels')
    return this.#file.bytes(offsets[index]!, counts[index]!)
  }

  #tables(): Promise<Table> {
    return this.#cache.get(`${this.#level} table`, () => this.#readTables())
  }

  async #readTables(): Promise<Table> {
    const { directory, tiled, width, height, tileWidth, tileHeight, planar, samples } = this.#page
    const tiles = Math.ceil(width / tileWidth) * Math.ceil(height / tileHeight) * (planar ? samples : 1)
    if (tiles > mostTiles)
      throw new DuctalError(
        'slide/too-large',
        `${this.#path} states ${tiles} tiles, more than the ${mostTiles} that Ductal reads. Export the slide with larger tiles.`
      )
    const offsets = tiled ? tags.tileOffsets : tags.stripOffsets
    const counts = tiled ? tags.tileByteCounts : tags.stripByteCounts
    // Some writers store the tiles of a tiled image under the names of strips.
    const named = directory.has(offsets) ? [offsets, counts] : [tags.stripOffsets, tags.stripByteCounts]
    if (directory.count(named[0]!) < tiles || directory.count(named[1]!) < tiles)
      throw new DamagedTiff('its table of tiles is too short')
    const [at, length] = [await directory.numbers(named[0]!), await directory.numbers(named[1]!)]
    return { offsets: at, counts: length, byteLength: at.byteLength + length.byteLength }
  }
}

function interleave(planes: Uint8Array[]): Uint8Array {
  const count = planes.length
  const result = new Uint8Array(planes[0]!.length * count)
  planes.forEach((plane, i) => {
    for (let from = 0, to = i; from < plane.length; from++, to += count) result[to] = plane[from]!
  })
  return result
}

function paste(
  tile: Uint8Array,
  { tileWidth, x, y, samples }: { tileWidth: number; x: number; y: number; samples: number },
  target: Uint8Array,
  block: Block
): void {
  const rows = tile.length / (tileWidth * samples)
  const left = Math.max(x, block.left)
  const right = Math.min(x + tileWidth, block.left + block.width)
  const bottom = Math.min(y + rows, block.top + block.height)
  for (let row = Math.max(y, block.top); row < bottom; row++) {
    const from = ((row - y) * tileWidth + left - x) * samples
    const to = ((row - block.top) * block.width + left - block.left) * samples
    target.set(tile.subarray(from, from + (right - left) * samples), to)
  }
}

/** Errors of decoders say that the file is damaged; others pass. */
function known(path: string, error: unknown): unknown {
  if (error instanceof DuctalError || (error as { name?: string }).name === 'AbortError') return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EIO' || code === 'EBADF') return error
  return new DuctalError(
    'slide/corrupt',
    `${path} cannot be decoded (${message.split('\n')[0]?.replace(/\.?$/, '')}). Copy it again from its source.`,
    { cause: error }
  )
}
