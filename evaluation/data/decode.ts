import sharp from 'sharp'
import { readRegular } from '../../files/regular.ts'
import { patchBytes, patchEdge } from './patches.ts'
import { isLarge, isSmall, type Size } from './sizes.ts'

/** Bytes of a patch file, and pixels that are decoded to say how large it is. */
const mostBytes = 2 ** 24
const mostPixels = 4_000_000

/** An image as stored, before padding. */
export interface Picture {
  /** RGB, width × height × 3 bytes. */
  pixels: Uint8Array
  width: number
  height: number
  jpeg: boolean
}

/** An image larger than a patch, which belongs to another layout or scale. */
export class LargePicture extends Error {
  readonly size: Size

  constructor(size: Size) {
    super(`it is ${size.width}×${size.height} pixels, larger than ${patchEdge}×${patchEdge}`)
    this.size = size
  }
}

/**
 * Decodes a patch file: transparent pixels are white, as on glass.
 * @throws LargePicture, or an Error whose first line says what is wrong
 */
export async function decodePicture(path: string): Promise<Picture> {
  const bytes = await readRegular(path, mostBytes)
  if (bytes.length === 0) throw new Error('it is empty')
  const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (channels !== 3) throw new Error(`it has ${channels} channels instead of 3`)
  if (isLarge(info)) throw new LargePicture({ width, height })
  return { pixels: data, width, height, jpeg: isJpeg(bytes) }
}

/** By content: a JPEG may be called .png. */
export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff

/** Fills a patch cut short at its right or lower edge with its own reflection. */
export function padded(picture: Picture): Uint8Array {
  if (!isSmall(picture)) return picture.pixels
  const { pixels: data, width, height } = picture
  const pixels = new Uint8Array(patchBytes)
  for (let y = 0; y < patchEdge; y++)
    for (let x = 0; x < patchEdge; x++) {
      const from = (mirrored(y, height) * width + mirrored(x, width)) * 3
      pixels.set(data.subarray(from, from + 3), (y * patchEdge + x) * 3)
    }
  return pixels
}

/**
 * Maps an index to [0, length) by mirroring at the last pixel as often as needed. The last pixel
 * itself is not repeated, however narrow the patch is.
 */
export function mirrored(place: number, length: number): number {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const phase = place % period
  return phase < length ? phase : period - phase
}
