import { count, length } from '../../contract/format.ts'
import type { Slide } from '../../contract/slides/slide.ts'
import { texts } from '../texts.ts'
import { scaleBar } from '../viewer/stage/magnification.ts'
import type { View } from '../viewer/stage/stage.ts'

/**
 * Returns the scale bar of a view, at most `most` CSS pixels long, in µm or mm; in pixels if the
 * resolution is unknown.
 */
export function barOf(view: View, { mpp }: Slide, most: number): { pixels: number; text: string } {
  if (mpp !== null) {
    const { pixels, um } = scaleBar(mpp / view.zoom, most)
    return { pixels, text: length(um) }
  }
  const { pixels, um: slidePixels } = scaleBar(1 / view.zoom, most)
  return { pixels, text: texts.viewer.scaleBarPixels(`${count(slidePixels)} px`) }
}
