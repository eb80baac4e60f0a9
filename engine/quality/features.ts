import { publishedLayout } from '../../contract/slides/published-layout.ts'
import { perBend, perLag, perSize, Texture } from '../kernels/texture/texture.ts'

/** Scale (µm per pixel) and edge (pixels) of the patches that the quality check was fitted on. */
export const checkedInput = publishedLayout

export const checkedEdge = checkedInput.patch
export const checkedBytes = checkedEdge * checkedEdge * 3

const pixels = checkedEdge * checkedEdge
/** Steps per unit of optical density: a row of squared differences fits into 32 bits. */
const fine = 128
/** Distances between compared pixels, in pixels. The first two also get second differences. */
const lags = [1, 2, 3, 4, 6, 8] as const
const bends = 2
/** Limits between the bins of differences, in standard deviations of the density. */
const sizes = [0.06, 0.12, 0.24, 0.48, 0.96, 1.92] as const
/** Number of colours in the histogram: the upper two bits of each channel. */
const colours = 64
/** Minimum optical density, summed over the three channels, for a pixel to count as tissue. */
const tissueDensity = 0.35
/** Density above which a pixel is dark, in standard deviations above the mean of the tissue. */
const dark = 0.7

/** Number of features that the quality check computes per patch. */
export const qualityFeatures =
  3 + perLag * lags.length + perBend * bends + perSize * sizes.length + 9 + colours

const densities = Int32Array.from({ length: 256 }, (_, level) =>
  Math.round(-Math.log((level + 1) / 256) * fine)
)
const least = Math.ceil(tissueDensity * fine)

/** Buffers reused for every patch: the quality check handles one patch at a time. */
const texture = new Texture({ edge: checkedEdge, lags, bends, sizes: sizes.length })
const histogram = new Int32Array(colours)
/** Sums over the tissue: red, green, blue, their squares, their products. */
const moments = new Float64Array(9)

/**
 * Computes the features of a patch: how much near and far neighbours differ within tissue (less at
 * a finer scale or in poorer focus), and which colours occur.
 * @param patch RGB levels, row by row, starting at `offset`
 * @param to receives `qualityFeatures` numbers
 */
export function featuresOf(patch: Uint8Array, offset: number, to: Float32Array): void {
  const tissue = readPixels(patch, offset)
  const share = 1 / Math.max(1, tissue)
  const [r, g, b, rr, gg, bb, rg, gb, rb] = moments.map(sum => sum * share) as unknown as Moments
  const densityDeviation = root(rr + gg + bb + 2 * (rg + gb + rb) - (r + g + b) ** 2)
  const hueDeviation = root(rr + gg - 2 * rg - (r - g) ** 2)
  const scale = fine * (densityDeviation + 0.02)
  const measured = texture.measure({
    tissue: least,
    dark: (r + g + b) * fine + dark * scale,
    blue: (r - g) * fine,
    sizes: sizes.map(size => size * scale)
  })
  to[0] = tissue / pixels
  to[1] = Math.log(densityDeviation + 1e-2)
  to[2] = Math.log(hueDeviation + 1e-2)
  let at = putTexture(measured, scale, fine * (hueDeviation + 0.02), to, 3)
  for (const value of [r, g, b, root(rr - r * r), root(gg - g * g), root(bb - b * b)]) to[at++] = value
  for (const value of [rg - r * g, gb - g * b, rb - r * b]) to[at++] = value
  for (let colour = 0; colour < colours; colour++) to[at++] = Math.sqrt(histogram[colour]! / pixels)
}

type Moments = [number, number, number, number, number, number, number, number, number]

const root = (value: number) => Math.sqrt(Math.max(0, value))

/** Turns the sums into means in standard deviations. Returns the place after the last feature. */
function putTexture(measured: Float32Array, scale: number, hueScale: number, to: Float32Array, at: number) {
  const share = 0.5 / Math.max(1, measured[0]!)
  const all = 0.5 / texture.places
  const amount = (from: number, unit: number) => Math.log((measured[from]! * share) / unit + 1e-3)
  const energy = (from: number, unit: number) => Math.log((measured[from]! * share) / (unit * unit) + 1e-4)
  let from = 1
  for (let lag = 0; lag < lags.length; lag++, from += perLag) {
    to[at++] = amount(from, scale)
    to[at++] = energy(from + 1, scale)
    to[at++] = amount(from + 2, scale)
    to[at++] = amount(from + 3, hueScale)
    to[at++] = energy(from + 4, hueScale)
    for (let mask = 5; mask < 8; mask++) to[at++] = Math.sqrt(measured[from + mask]! * all)
  }
  for (let bend = 0; bend < bends; bend++, from += perBend) {
    to[at++] = amount(from, scale)
    to[at++] = energy(from + 1, scale)
  }
  for (let size = 0; size < sizes.length * perSize; size++) to[at++] = Math.sqrt(measured[from++]! * share)
  return at
}

/** Fills the planes, the histogram and the moments. Returns the number of pixels of tissue. */
function readPixels(patch: Uint8Array, offset: number): number {
  const { density, hue } = texture
  histogram.fill(0)
  let [r1, g1, b1, r2, g2, b2, rg, gb, rb] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  let tissue = 0
  for (let pixel = 0, i = offset; pixel < pixels; pixel++, i += 3) {
    const red = patch[i]!
    const green = patch[i + 1]!
    const blue = patch[i + 2]!
    const r = densities[red]!
    const g = densities[green]!
    const b = densities[blue]!
    const sum = r + g + b
    density[pixel] = sum
    hue[pixel] = r - g
    histogram[((red >> 6) << 4) | ((green >> 6) << 2) | (blue >> 6)]!++
    if (sum < least) continue
    tissue++
    r1 += r
    g1 += g
    b1 += b
    r2 += r * r
    g2 += g * g
    b2 += b * b
    rg += r * g
    gb += g * b
    rb += r * b
  }
  const one = 1 / fine
  const two = one * one
  moments.set([r1 * one, g1 * one, b1 * one, r2 * two, g2 * two, b2 * two, rg * two, gb * two, rb * two])
  return tissue
}
