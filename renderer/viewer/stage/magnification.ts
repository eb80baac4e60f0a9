/** By convention 40× equals 0.25 µm per pixel, so magnification × µm per pixel is always 10. */
const umTimesMagnification = 10

export const magnificationOf = (umPerPixel: number): number => umTimesMagnification / umPerPixel
export const umPerPixelAt = (magnification: number): number => umTimesMagnification / magnification

/** The usual objectives, in the order of their keys. */
export const magnifications = [1, 2.5, 5, 10, 20, 40] as const

/** Returns the objectives that make sense for a slide: up to twice its own magnification. */
export function presetsFor(mpp: number): number[] {
  const own = magnificationOf(mpp)
  return magnifications.filter(preset => preset <= own * 2.02)
}

export interface ScaleBar {
  /** Length on screen in CSS pixels. */
  pixels: number
  /** Length on the slide in µm. */
  um: number
}

/** Returns the longest bar of 1, 2 or 5 × 10ⁿ µm that is at most `most` pixels long. */
export function scaleBar(umPerPixel: number, most: number): ScaleBar {
  const limit = umPerPixel * most
  const power = 10 ** Math.floor(Math.log10(limit))
  const um = ([5, 2, 1].find(step => step * power <= limit * (1 + 1e-9)) ?? 1) * power
  return { pixels: um / umPerPixel, um }
}
