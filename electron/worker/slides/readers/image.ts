import sharp, { type Metadata } from 'sharp'
import { DuctalError } from '../../../../contract/errors.ts'
import type { Block } from '../pixels/blocks.ts'
import type { RawColour, RawLevel, RawResolution, RawSlide, Reader } from './reader.ts'

/** Pixel limit, because a plain image is decoded as a whole: 150 million pixels take 450 MB. */
const mostPixels = 150_000_000

/** Reads plain images: JPEG, PNG, WebP, or a TIFF that no other reader takes. */
export const imageReader: Reader = {
  name: 'image',
  version: () => sharp.versions.vips,
  async recognise({ path, directory }) {
    if (directory) return 'no'
    const metadata = await metadataOf(path)
    return ['jpeg', 'png', 'tiff', 'webp'].includes(metadata?.format ?? '') ? 'yes' : 'no'
  },
  async open({ path }) {
    const metadata = await metadataOf(path)
    if (!metadata) throw corrupt(path, new Error('its header is damaged'))
    if (metadata.width * metadata.height > mostPixels)
      throw new DuctalError(
        'slide/not-a-slide',
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
  readonly orientation = 1
  readonly resolution: RawResolution | null
  readonly files: string[]
  readonly #path: string
  #pixels: Promise<Uint8Array> | undefined

  constructor(path: string, metadata: Metadata) {
    const { width, height } = metadata.autoOrient
    this.#path = path
    this.files = [path]
    this.levels = [{ width, height, read: block => this.#block(block) }]
    this.colour = { model: 'rgb', stated: 'RGB', samples: 3, bits: 8, extra: null, icc: null }
    const { density } = metadata
    this.resolution = density ? { x: density, y: density, unit: 'per-inch', source: 'tags' } : null
  }

  close(): void {
    this.#pixels = undefined
  }

  async #block({ left, top, width, height }: Block): Promise<Uint8Array> {
    this.#pixels ??= this.#decode()
    const pixels = await this.#pixels
    const result = new Uint8Array(width * height * 3)
    for (let row = 0; row < height; row++) {
      const from = ((top + row) * this.levels[0]!.width + left) * 3
      result.set(pixels.subarray(from, from + width * 3), row * width * 3)
    }
    return result
  }

  async #decode(): Promise<Uint8Array> {
    const { width, height } = this.levels[0]!
    try {
      const pixels = await sharp(this.#path, { limitInputPixels: mostPixels })
        .autoOrient()
        .flatten({ background: 'white' })
        .toColourspace('srgb')
        .raw()
        .toBuffer()
      if (pixels.length !== width * height * 3) throw new Error('it has fewer pixels than stated')
      return pixels
    } catch (error) {
      this.#pixels = undefined
      throw corrupt(this.#path, error)
    }
  }
}

const corrupt = (path: string, error: unknown) =>
  new DuctalError(
    'slide/corrupt',
    `${path} cannot be decoded (${(error as Error).message.split('\n')[0]}). Copy it again from its source.`,
    { cause: error }
  )
