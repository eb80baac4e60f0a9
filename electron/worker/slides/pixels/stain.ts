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
 * low, and so does green pen, which leaves green. Colours that no stained tissue has, such as pure
 * blue, score 0.
 */
export function stainScore(red: number, green: number, blue: number): number {
  const [r, g, b] = [density[red]!, density[green]!, density[blue]!]
  if (isForeign(r, g, b)) return 0
  const chroma = g - Math.min(r, b)
  const lit = (Math.max(red, green, blue) - unlit.below) / (unlit.above - unlit.below)
  return Math.round(255 * clamp(chroma / densest) * clamp(lit))
}

/**
 * Colours that H&E does not have: one channel absorbs all light and another none, or blue passes as
 * haematoxylin, of whose density in green at least .3 is in blue, never lets it.
 */
const foreign = { spread: 1.8, blue: { least: 0.1, red: 0.8, blue: 0.15 } } as const

/** Whether a colour is one of ink, plastic, a drawing or a channel in false colour. */
function isForeign(r: number, g: number, b: number): boolean {
  if (Math.max(r, g, b) - Math.min(r, g, b) > foreign.spread) return true
  return g > foreign.blue.least && r > foreign.blue.red * g && b < foreign.blue.blue * g
}
