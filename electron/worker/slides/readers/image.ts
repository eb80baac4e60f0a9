import sharp, { type Metadata } from 'sharp'
import { DuctalError } from '../../../../contract/errors.ts'
import { plausibleMpp } from '../../../../contract/slide.ts'
import { type Block, sampleBox } from '../../patches/blocks.ts'
import { type OpenSlide, type SlideDescription, singleLevel } from '../slide.ts'

/** Pixel limit, because a plain image is decoded as a whole: 150 million pixels take 450 MB. */
const mostPixels = 150_000_000

/**
 * Opens a plain image: JPEG, PNG, WebP, or a TIFF that OpenSlide does not read.
 * @returns undefined if it is not a supported image
 * @throws DuctalError slide/not-a-slide if it is too large for memory
 */
export async function openImage(path: string): Promise<OpenSlide | undefined> {
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined)
  if (!metadata || !['jpeg', 'png', 'tiff', 'webp'].includes(metadata.format ?? '')) return undefined
  if (metadata.width * metadata.height > mostPixels)
    throw new DuctalError(
      'slide/not-a-slide',
      `${path} is a plain image of ${metadata.width} × ${metadata.height} pixels, too large for memory. Save it as a tiled pyramidal TIFF and open that file.`
    )
  return new ImageSlide(path, metadata)
}

class ImageSlide implements OpenSlide {
  readonly description: SlideDescription
  readonly #path: string
  #pixels: Promise<Uint8Array> | undefined

  constructor(path: string, metadata: Metadata) {
    this.#path = path
    this.description = singleLevel('image', metadata.autoOrient, mppOf(metadata))
  }

  region: OpenSlide['region'] = (box, outWidth, outHeight, signal) =>
    sampleBox(box, this.description, outWidth, outHeight, block => this.#block(block), signal)

  close(): void {
    this.#pixels = undefined
  }

  async #block({ left, top, width, height }: Block): Promise<Uint8Array> {
    this.#pixels ??= this.#decode()
    const pixels = await this.#pixels
    const result = new Uint8Array(width * height * 3)
    for (let row = 0; row < height; row++) {
      const from = ((top + row) * this.description.width + left) * 3
      result.set(pixels.subarray(from, from + width * 3), row * width * 3)
    }
    return result
  }

  async #decode(): Promise<Uint8Array> {
    const { width, height } = this.description
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
      throw new DuctalError(
        'slide/corrupt',
        `${this.#path} cannot be decoded (${(error as Error).message.split('\n')[0]}). Copy it again from its source.`,
        { cause: error }
      )
    }
  }
}

/**
 * Ignores photographs' resolution tags (72, 96, 300 dpi …): they refer to paper and exceed 20 µm by
 * far.
 */
function mppOf({ density }: Metadata): number | null {
  if (!density) return null
  const mpp = 25_400 / density
  return mpp >= plausibleMpp.min && mpp <= plausibleMpp.max ? mpp : null
}
