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

/** Colours beyond those of H&E, measured on 120 patients: fewer than 3 % of the pixels of any. */
const foreign = { spread: 1.2, blue: { least: 0.15, red: 0.8, blue: 0.25 } } as const

/**
 * Whether a colour is one that H&E does not have: one channel absorbs almost all light and another
 * none, or blue passes as haematoxylin never lets it. Ink, plastic and drawings have such colours.
 */
export function isForeign(red: number, green: number, blue: number): boolean {
  const [r, g, b] = [density[red]!, density[green]!, density[blue]!]
  if (Math.max(r, g, b) - Math.min(r, g, b) > foreign.spread) return true
  return g > foreign.blue.least && r > foreign.blue.red * g && b < foreign.blue.blue * g
}
