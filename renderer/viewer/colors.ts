/** Colour maps by name. All three rise evenly in lightness; cividis and viridis also read the same with colour-blind eyes. */
export const colorMapNames = ['viridis', 'magma', 'cividis'] as const
export type ColorMapName = (typeof colorMapNames)[number]

/** Ten evenly spaced colours of each map (matplotlib's, dedicated to the public domain); between them it is linear. */
const anchors: Record<ColorMapName, readonly number[]> = {
  viridis: [
    0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725
  ],
  magma: [0x000004, 0x180f3d, 0x440f76, 0x721f81, 0x9e2f7f, 0xcd4071, 0xf1605d, 0xfd9668, 0xfeca8d, 0xfcfdbf],
  cividis: [
    0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xc3b369, 0xe1cc55, 0xfee838
  ]
}

export type Rgb = readonly [red: number, green: number, blue: number]

/** The colour of a value in 0–1, as 0–255 per channel. */
export function colorAt(map: ColorMapName, value: number): Rgb {
  const points = anchors[map]
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

/** One pixel as a little-endian RGBA word, the layout of ImageData on every platform that Chromium runs on. */
export const packed = ([red, green, blue]: Rgb, alpha: number): number =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0

/** 256 opaque pixels from the map's low end to its high end. */
export function lookupTable(map: ColorMapName): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, step) => packed(colorAt(map, step / 255), 255))
}

/** A CSS gradient of the map from left to right. */
export function gradientOf(map: ColorMapName): string {
  const stops = anchors[map].map(color => `#${color.toString(16).padStart(6, '0')}`)
  return `linear-gradient(to right, ${stops.join(', ')})`
}
