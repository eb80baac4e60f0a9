import { DuctalError } from '../../../../contract/errors.ts'
import type { Doubt } from '../../../../contract/slides/facts.ts'
import type { OpenSlide } from '../slide.ts'
import { budgets } from './budgets.ts'

/** Words in a scanner's description that name the channels of a fluorescence image. */
const fluorescence = /\b(DAPI|FITC|Cy[357]|Opal ?\d{3}|fluorescen(t|ce)|Emission|Excitation)\b/i

const previewEdge = 128
/** Brightest channel below which a pixel is black: no light came through, or no scan. */
const black = 48
/** Brightest channel of background glass in a slide that is not overexposed. */
const glass = 200

/**
 * Returns why an image may be fluorescence: words of its description, or almost only black pixels.
 * In brightfield, light shines through the glass, so that the background is brighter than the
 * tissue. A user who knows better may open the slide anyway.
 */
export function doubtsOf(path: string, slide: OpenSlide, preview: Uint8Array): Doubt[] {
  const doubts: Doubt[] = []
  const words = fluorescence.exec(slide.title)
  if (words) doubts.push(notBrightfield(path, `its description names a fluorescence channel, “${words[0]}”`))
  if (isDark(preview)) doubts.push(notBrightfield(path, 'almost all of it is black'))
  return doubts
}

/**
 * Fluorescence is almost all black, with a few saturated colours. Black around a brightfield scan
 * leaves glass and pale tissue.
 */
function isDark(preview: Uint8Array): boolean {
  let dark = 0
  let transmitted = 0
  for (let i = 0; i < preview.length; i += 3) {
    const [least, most] = extremes(preview, i)
    if (most < black) dark++
    else if (most >= 128 && least >= most / 4) transmitted++
  }
  const pixels = preview.length / 3
  return dark > 0.9 * pixels && transmitted <= (pixels - dark) / 2
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
  return slide.region({ x: 0, y: 0, width, height }, across, down, undefined, budgets.preview)
}

const notBrightfield = (path: string, finding: string): Doubt => ({
  code: 'slide/not-brightfield',
  finding,
  message: `${path} does not look like a brightfield H&E image: ${finding}. The models were trained on H&E only. Open the H&E scan of this section, or open this file anyway if you know that it is H&E.`
})
