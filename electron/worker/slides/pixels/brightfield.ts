import { DuctalError } from '../../../../contract/errors.ts'
import type { OpenSlide } from '../slide.ts'
import type { TiffFacts } from '../tiff.ts'

/** Words in a scanner's description that name the channels of a fluorescence image. */
const fluorescence = /\b(DAPI|FITC|Cy[357]|Opal ?\d{3}|fluorescen(t|ce)|Emission|Excitation)\b/i

/**
 * Refuses files whose own metadata says that they are not colour brightfield images.
 * @throws DuctalError slide/not-brightfield
 */
export function refuseOtherImaging(path: string, tiff: TiffFacts | undefined): void {
  if (!tiff) return
  if (fluorescence.test(tiff.description))
    throw notBrightfield(path, 'its description names fluorescence channels')
  const oneChannel = tiff.samplesPerPixel === 1 && (tiff.photometric === 0 || tiff.photometric === 1)
  if (oneChannel) throw notBrightfield(path, 'its pixels have one channel and no colour')
  const oddChannels = tiff.samplesPerPixel === 2 || tiff.samplesPerPixel > 4
  if (oddChannels) throw notBrightfield(path, `its pixels have ${tiff.samplesPerPixel} channels`)
}

const previewEdge = 128

/**
 * Refuses a dark image: in brightfield, light shines through the glass, so that the background is
 * brighter than the tissue.
 * @throws DuctalError slide/not-brightfield
 */
export async function refuseDarkBackground(path: string, slide: OpenSlide): Promise<void> {
  const { width, height } = slide.description
  const scale = Math.min(1, previewEdge / Math.max(width, height))
  const [across, down] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
  const pixels = await slide.region({ x: 0, y: 0, width, height }, across, down)
  let dark = 0
  for (let i = 0; i < pixels.length; i += 3)
    if (Math.max(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!) < 48) dark++
  // Fluorescence is almost all black. Even a very dense section, or one with much ink and black
  // slide frame, is not.
  if (dark > 0.9 * across * down) throw notBrightfield(path, 'almost all of it is black')
}

const notBrightfield = (path: string, why: string) =>
  new DuctalError(
    'slide/not-brightfield',
    `${path} is not a brightfield H&E image (${why}). The models were trained on H&E only. Open the H&E scan of this section.`
  )
