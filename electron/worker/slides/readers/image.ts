import pLimit from 'p-limit'
import sharp, { type Metadata } from 'sharp'
import { DuctalError } from '../../../../contract/errors.ts'
import type { Block } from '../pixels/blocks.ts'
import { TileCache } from '../tile-cache.ts'
import type { Orientation, RawColour, RawLevel, RawResolution, RawSlide, Reader } from './reader.ts'

/** Pixel limit, because a plain image is decoded as a whole: 150 million pixels take 450 MB. */
const mostPixels = 150_000_000

/** Decoding a whole image takes twice its bytes for a moment. */
const oneByOne = pLimit(1)

/** Reads plain images: JPEG, PNG and WebP. */
export const imageReader: Reader = {
  name: 'image',
  version: () => sharp.versions.vips,
  async recognise({ head }) {
    const start = head.toString('latin1', 0, 12)
    return /^(\xff\xd8\xff|\x89PNG|RIFF[\s\S]{4}WEBP)/.test(start) ? 'yes' : 'no'
  },
  async open({ path }) {
    const metadata = await metadataOf(path)
    if (!metadata) throw corrupt(path, new Error('its header is damaged'))
    if (metadata.width * metadata.height > mostPixels)
      throw new DuctalError(
        'slide/unsupported',
        `${path} is a plain image of ${metadata.width} × ${metadata.height} pixels, too large for memory. Save it as a tiled pyramidal TIFF and open that file.`
      )
    return new ImageSlide(path, metadata)
  }
}

const metadataOf = (path: string) =>
  sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined)

class ImageSlide implements RawSlide {
  readonly vendor = 'image'
  readonly levels: RawLevel[]
  readonly colour: RawColour
  readonly orientation: Orientation
  readonly resolution: RawResolution | null
  readonly files: string[]
  readonly #path: string
  readonly #cache = new TileCache()

  constructor(path: string, metadata: Metadata) {
    const { width, height, density, orientation = 1 } = metadata
    this.#path = path
    this.files = [path]
    this.levels = [{ width, height, read: block => this.#block(block) }]
    this.colour = colourOf(metadata)
    this.orientation = orientation as Orientation
    this.resolution = density ? { x: density, y: density, unit: 'per-inch', source: 'tags' } : null
  }

  close(): void {
    this.#cache.clear()
  }

  async #block({ left, top, width, height }: Block): Promise<Uint8Array> {
    const pixels = await this.#cache.get('', () => oneByOne(() => this.#decode()))
    const { samples } = this.colour
    const result = new Uint8Array(width * height * samples)
    for (let row = 0; row < height; row++) {
      const from = ((top + row) * this.levels[0]!.width + left) * samples
      result.set(pixels.subarray(from, from + width * samples), row * width * samples)
    }
    return result
  }

  async #decode(): Promise<Uint8Array> {
    const { width, height } = this.levels[0]!
    try {
      const pixels = await sharp(this.#path, { limitInputPixels: mostPixels, ignoreIcc: true })
        .toColourspace('srgb')
        .raw()
        .toBuffer()
      if (pixels.length !== width * height * this.colour.samples)
        throw new Error('it has fewer pixels than stated')
      return pixels
    } catch (error) {
      throw corrupt(this.#path, error)
    }
  }
}

/** Pixels are decoded to 8 bits; a palette is resolved by the decoder. */
function colourOf({ space, channels = 3, hasAlpha, icc }: Metadata): RawColour {
  const base = {
    samples: channels,
    bits: 8 as const,
    extra: hasAlpha ? ('alpha' as const) : null,
    icc: icc ?? null
  }
  if (space === 'b-w' || space === 'grey16') return { ...base, model: 'grey', stated: 'one channel' }
  if (space === 'srgb' || space === 'rgb16' || space === 'rgb')
    return { ...base, model: 'rgb', stated: 'RGB' }
  return { ...base, model: 'other', stated: space === 'cmyk' ? 'CMYK' : `${space}` }
}

const corrupt = (path: string, error: unknown) =>
  new DuctalError(
    'slide/corrupt',
    `${path} cannot be decoded (${(error as Error).message.split('\n')[0]}). Copy it again from its source.`,
    { cause: error }
  )
