import { DuctalError } from '../../../../contract/errors.ts'
import type { OpenSlide } from '../slide.ts'

/** Words in a scanner's description that name the channels of a fluorescence image. */
const fluorescence = /\b(DAPI|FITC|Cy[357]|Opal ?\d{3}|fluorescen(t|ce)|Emission|Excitation)\b/i

const previewEdge = 128
/** Brightest channel below which a pixel is black: no light came through, or no scan. */
const black = 48
/** Brightest channel of background glass in a slide that is not overexposed. */
const glass = 200

/**
 * Refuses images that look like fluorescence: by the words of their description, or because they
 * are dark. In brightfield, light shines through the glass, so that the background is brighter than
 * the tissue. A user who knows better may open the slide anyway.
 * @throws DuctalError slide/not-brightfield
 */
export function refuseFluorescence(path: string, slide: OpenSlide, preview: Uint8Array): void {
  if (fluorescence.test(slide.title))
    throw notBrightfield(path, 'its description names fluorescence channels')
  let dark = 0
  let transmitted = 0
  for (let i = 0; i < preview.length; i += 3) {
    const [least, most] = extremes(preview, i)
    if (most < black) dark++
    else if (most >= 128 && least >= most / 4) transmitted++
  }
  // Fluorescence is almost all black, with a few saturated colours. Black around a brightfield scan
  // leaves glass and pale tissue.
  const pixels = preview.length / 3
  if (dark > 0.9 * pixels && transmitted <= (pixels - dark) / 2)
    throw notBrightfield(path, 'almost all of it is black')
}

/**
 * Refuses an image that is stored in colour but has none. Blank glass is no reason to refuse.
 * @throws DuctalError slide/not-colour
 */
export function refuseGrey(path: string, preview: Uint8Array): void {
  let shown = 0
  for (let i = 0; i < preview.length; i += 3) {
    const [least, most] = extremes(preview, i)
    if (most - least > 3) return
    if (most >= black && most < glass) shown++
  }
  if (shown > 0.01 * (preview.length / 3))
    throw new DuctalError(
      'slide/not-colour',
      `${path} has no colour (it is grey throughout). The models were trained on H&E in colour. Open the colour scan of this section.`
    )
}

function extremes(pixels: Uint8Array, at: number): [least: number, most: number] {
  const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!]
  return [Math.min(red, green, blue), Math.max(red, green, blue)]
}

/** Returns the whole slide as a small picture for these checks. */
export function previewOf(slide: OpenSlide): Promise<Uint8Array> {
  const { width, height } = slide.description
  const scale = Math.min(1, previewEdge / Math.max(width, height))
  const [across, down] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
  return slide.region({ x: 0, y: 0, width, height }, across, down)
}

const notBrightfield = (path: string, why: string) =>
  new DuctalError(
    'slide/not-brightfield',
    `${path} is not a brightfield H&E image (${why}). The models were trained on H&E only. Open the H&E scan of this section.`
  )
