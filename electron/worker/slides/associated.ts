import sharp from 'sharp'
import { DuctalError } from '../../../contract/errors.ts'
import type { OpenSlide } from './slide.ts'

/** Longest edge of the returned image; some scanners' macro images have thousands of pixels. */
const longestEdge = 2048

/**
 * Returns an image associated with the slide as a JPEG.
 * @throws DuctalError path/missing if the slide has no image at that index
 */
export async function associatedImage(slide: OpenSlide, path: string, index: number): Promise<Uint8Array> {
  const image = slide.associated?.list()[index]
  if (!slide.associated || !image)
    throw new DuctalError('path/missing', `${path} has no associated image ${index}.`)
  const { width, height } = image
  return sharp(await slide.associated.read(image), { raw: { width, height, channels: 3 } })
    .resize({ width: longestEdge, height: longestEdge, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 90 })
    .toBuffer()
}
