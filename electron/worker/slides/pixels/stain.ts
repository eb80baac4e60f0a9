/** Optical density of each 8-bit value: −log10 of the transmitted light. */
const density = Float64Array.from({ length: 256 }, (_, value) => -Math.log10(Math.max(value, 1) / 255))

/**
 * Brightest channel of a pixel through which no light came, such as the frame around a scan, and of
 * the darkest tissue. The colour of such a pixel is noise.
 */
const unlit = { below: 40, above: 80 } as const

const clamp = (value: number) => Math.min(Math.max(value, 0), 1)

/** Chromatic density that counts as the densest stain. */
const densest = 0.5

/**
 * Returns how much stain a colour contains, 0–255. Haematoxylin and eosin both absorb green light
 * and leave red or blue. The score is the density of green beyond that of the least absorbed
 * colour. Grey shadows, folds of the cover slip and black pen absorb all colours alike and score
 * low, and so does green pen, which leaves green.
 */
export function stainScore(red: number, green: number, blue: number): number {
  const chroma = density[green]! - Math.min(density[red]!, density[blue]!)
  const lit = (Math.max(red, green, blue) - unlit.below) / (unlit.above - unlit.below)
  return Math.round(255 * clamp(chroma / densest) * clamp(lit))
}
