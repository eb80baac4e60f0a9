import pLimit from 'p-limit'
import { DuctalError } from '../../../../contract/errors.ts'
import { belongingFiles } from './belonging.ts'
import { type Binding, type Handle, openslide } from './binding.ts'
import { refusePart } from './companions.ts'
import { checkTiles } from './openslide-tiles.ts'
import { checkParts } from './parts.ts'
import type { RawAssociated, RawColour, RawLevel, RawResolution, RawSlide, Reader } from './reader.ts'
import { isTiff } from './tiff/structure.ts'
import { vendorOf } from './vendors.ts'

/**
 * Limits concurrent reads in this process to libuv's number of threads. With more than 256 pending
 * calls the binding would throw.
 */
const limited = pLimit(4)

/** Reads the formats that OpenSlide supports. */
export const openslideReader: Reader = {
  name: 'openslide',
  version() {
    const library = openslide()
    return 'reason' in library ? '' : library.version
  },
  async recognise(file) {
    const refusal = await refusePart(file)
    if (refusal) return refusal
    await checkParts(file)
    return (await vendorOf(file)) ? 'yes' : 'no'
  },
  missing() {
    const library = openslide()
    return 'reason' in library ? library.reason : null
  },
  async open({ path, head }) {
    const library = openslide()
    if ('reason' in library) throw corrupt(path, 'OpenSlide is missing')
    const vendor = library.detectVendor(path) ?? 'unknown'
    // NDPI has offsets of its own beyond 4 GB, and strips instead of tiles.
    if (isTiff(head) && vendor !== 'hamamatsu') await checkTiles(path)
    return new OpenslideSlide(library, path, vendor, await belongingFiles(path))
  }
}

class OpenslideSlide implements RawSlide {
  readonly vendor: string
  readonly levels: RawLevel[]
  /** OpenSlide returns RGB whatever the file stores. */
  readonly colour: RawColour
  readonly orientation = 1
  readonly resolution: RawResolution | null
  readonly files: string[]
  readonly title: string
  readonly #library: Binding
  readonly #path: string
  #handle: Handle | null
  /** Number of reads in progress; handles are closed only when it is 0. */
  #reading = 0
  #closed = false
  readonly #failed: Handle[] = []

  constructor(library: Binding, path: string, vendor: string, files: string[]) {
    this.#library = library
    this.#path = path
    this.vendor = vendor
    this.files = files
    this.#handle = open(library, path)
    this.resolution = resolutionOf(library, this.#handle)
    this.colour = {
      model: 'rgb',
      stated: 'RGB',
      samples: 3,
      bits: 8,
      extra: null,
      icc: library.iccProfile(this.#handle)
    }
    this.title = library.property(this.#handle, 'openslide.comment') ?? ''
    this.levels = this.#levelsOf(this.#handle)
    if (this.levels.some(({ width, height }) => width <= 0 || height <= 0))
      throw corrupt(path, 'it has an empty level')
  }

  associated: RawAssociated = {
    list: () => {
      const handle = this.#present()
      return this.#library.associatedNames(handle).map(name => {
        const [width, height] = this.#library.associatedSize(handle, name)
        return { name, width, height }
      })
    },
    read: ({ name, width, height }) =>
      this.#reads(async handle => onWhite(await this.#library.readAssociated(handle, name, width, height)))
  }

  close(): void {
    this.#closed = true
    this.#closeIfIdle()
  }

  #levelsOf(handle: Handle): RawLevel[] {
    const count = Math.max(this.#library.levelCount(handle), 0)
    return Array.from({ length: count }, (_, level): RawLevel => {
      const [width, height] = this.#library.levelSize(handle, level)
      const downsample = this.#library.levelDownsample(handle, level)
      return {
        width,
        height,
        downsample,
        tile: this.#tileOf(handle, level),
        read: (block, signal) =>
          limited(async () => {
            signal?.throwIfAborted()
            const x = Math.round(block.left * downsample)
            const y = Math.round(block.top * downsample)
            return this.#read(x, y, level, block.width, block.height)
          })
      }
    })
  }

  /** OpenSlide states the tiles of most formats. */
  #tileOf(handle: Handle, level: number): { width: number; height: number } {
    const edge = (axis: 'width' | 'height') =>
      Number(this.#library.property(handle, `openslide.level[${level}].tile-${axis}`) ?? 256)
    const [width, height] = [edge('width'), edge('height')]
    return width >= 1 && height >= 1 ? { width, height } : { width: 256, height: 256 }
  }

  #read(x: number, y: number, level: number, width: number, height: number): Promise<Uint8Array> {
    return this.#reads(async handle =>
      onWhite(await this.#library.readRegion(handle, x, y, level, width, height))
    )
  }

  /** Returns the handle, reopened if an error has invalidated the previous one. */
  #present(): Handle {
    this.#handle ??= open(this.#library, this.#path)
    return this.#handle
  }

  async #reads(read: (handle: Handle) => Promise<Uint8Array>): Promise<Uint8Array> {
    const handle = this.#present()
    this.#reading++
    try {
      const pixels = await read(handle)
      const error = this.#library.error(handle)
      if (error) throw this.#fail(handle, error)
      return pixels
    } finally {
      this.#reading--
      this.#closeIfIdle()
    }
  }

  /**
   * An error is permanent for its handle, so the next read opens another. The old handle may still
   * be in use and is closed later.
   */
  #fail(handle: Handle, error: string): DuctalError {
    if (this.#handle === handle) {
      this.#handle = null
      this.#failed.push(handle)
    }
    return corrupt(this.#path, error)
  }

  #closeIfIdle(): void {
    if (this.#reading > 0) return
    for (const handle of this.#failed.splice(0)) this.#library.close(handle)
    if (!this.#closed || this.#handle === null) return
    this.#library.close(this.#handle)
    this.#handle = null
  }
}

function open(library: Binding, path: string): Handle {
  const handle = library.open(path)
  if (!handle) throw corrupt(path, 'the format is known, but the file cannot be opened')
  const error = library.error(handle)
  if (!error) return handle
  library.close(handle)
  throw corrupt(path, error)
}

/** Translates OpenSlide's message: the file may be damaged, incomplete or not supported. */
function corrupt(path: string, message: string): DuctalError {
  const why = message.replace(`${path}: `, '').replace(/\.?$/, '')
  if (/no such file|couldn't open|can't open|cannot find/i.test(message))
    return new DuctalError(
      'slide/incomplete',
      `Files that belong to ${path} are missing (${why}). Copy the slide again with all of its files.`
    )
  if (/unsupported|not supported|unrecogni[sz]ed compression/i.test(message))
    return new DuctalError(
      'slide/unsupported',
      `${path} is not supported: ${why}. Export the slide as a tiled TIFF with JPEG, LZW or deflate compression.`
    )
  return new DuctalError(
    'slide/corrupt',
    `${path} cannot be decoded (${why}). Copy it again from its source, or export it again.`
  )
}

/** Returns the file's µm per pixel as OpenSlide reports it; null if it reports none. */
function resolutionOf(library: Binding, handle: Handle): RawResolution | null {
  const across = library.property(handle, 'openslide.mpp-x')
  const down = library.property(handle, 'openslide.mpp-y') ?? across
  if (across === null) return null
  return { x: Number(across), y: Number(down), unit: 'um', source: 'metadata' }
}

/** Converts premultiplied little-endian ARGB to RGB on white: beyond the slide is background. */
function onWhite(pixels: Uint8Array): Uint8Array {
  const result = new Uint8Array((pixels.length / 4) * 3)
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    const rest = 255 - pixels[from + 3]!
    result[to] = pixels[from + 2]! + rest
    result[to + 1] = pixels[from + 1]! + rest
    result[to + 2] = pixels[from]! + rest
  }
  return result
}
