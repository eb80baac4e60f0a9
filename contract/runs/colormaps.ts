/**
 * Evenly spaced colours of each map from low to high, as 0xRRGGBB, with linear interpolation
 * between them. The sequential maps are matplotlib's (public domain): they are perceptually
 * uniform, and cividis and viridis look the same to colour-blind eyes. `difference` joins the blue
 * arm of ColorBrewer's RdBu with the brown arm of its PuOr (Apache-2.0), which colour-blind eyes
 * can tell apart.
 */
const anchors = {
  viridis: [
    0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725
  ],
  magma: [0x000004, 0x180f3d, 0x440f76, 0x721f81, 0x9e2f7f, 0xcd4071, 0xf1605d, 0xfd9668, 0xfeca8d, 0xfcfdbf],
  inferno: [
    0x000004, 0x1b0c41, 0x4a0c6b, 0x781c6d, 0xa52c60, 0xcf4446, 0xed6925, 0xfb9b06, 0xf7d13d, 0xfcffa4
  ],
  cividis: [
    0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xc3b369, 0xe1cc55, 0xfee838
  ],
  difference: [
    0x053061, 0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfee0b6, 0xfdb863, 0xe08214, 0xb35806,
    0x7f3b08
  ]
} as const satisfies Record<string, readonly number[]>

export type ColorMap = keyof typeof anchors

export const colorMapAnchors = (map: ColorMap): readonly number[] => anchors[map]

export type Rgb = readonly [red: number, green: number, blue: number]

/** Returns the colour of a value in 0–1, with channels in 0–255. */
export function colorAt(map: ColorMap, value: number): Rgb {
  const points = colorMapAnchors(map)
  const place = Math.min(Math.max(value, 0), 1) * (points.length - 1)
  const index = Math.min(Math.floor(place), points.length - 2)
  const share = place - index
  const [from, to] = [points[index] ?? 0, points[index + 1] ?? 0]
  const channel = (shift: number) => {
    const [a, b] = [(from >> shift) & 255, (to >> shift) & 255]
    return Math.round(a + (b - a) * share)
  }
  return [channel(16), channel(8), channel(0)]
}
