import { runBins, runsOf, toBits } from './runs.ts'

/** Edge of the patches that the gate knows, pixels; at 4 µm per pixel they are 200 µm. */
export const gateEdge = 50
export const gateBytes = gateEdge * gateEdge * 3

const pixels = gateEdge * gateEdge
/** Pixels between two that are compared, and which rows and columns are taken: what is far apart varies slowly. */
const steps = [
  { lag: 1, every: 1 },
  { lag: 2, every: 2 },
  { lag: 3, every: 2 },
  { lag: 4, every: 2 },
  { lag: 6, every: 3 },
  { lag: 8, every: 3 }
] as const
/** Bins of the differences between neighbours, in deviations of the patch: each begins at twice the one before. */
const bins = 7
const firstBin = 0.06
/** Levels of a channel are told apart by their upper two bits. */
const colours = 64
/** Optical densities of the three channels together from which a pixel is tissue. */
const tissueDensity = 0.35
/** Deviations above the patch's mean density from which a pixel is dark, as nuclei are. */
const darkness = 0.7
/** Added to a deviation, in optical density: a patch that is all alike has no texture. */
const faintest = 0.02

/** How many numbers the gate sees of a patch. */
export const gateFeatures = 3 + 2 * (steps.length + 2 + 3) + 4 + 2 * bins + 9 + 3 * runBins + colours

const densities = Float32Array.from({ length: 256 }, (_, level) => -Math.log((level + 1) / 256))
const finest = 128
const longest = 1024
const binOf = Uint8Array.from({ length: longest }, (_, step) => {
  const difference = step / finest
  return difference < firstBin ? 0 : Math.min(bins - 1, 1 + Math.floor(Math.log2(difference / firstBin)))
})

/** Reused from patch to patch: a gate works on one at a time. */
const density = new Float32Array(pixels)
const hue = new Float32Array(pixels)
const isTissue = new Uint8Array(pixels)
const bits = new Int32Array(2 * gateEdge)
const counts = new Uint32Array(bins)
const histogram = new Uint32Array(colours)
const runs = new Uint32Array(runBins)
/** Of red, green, blue density over tissue: sums, sums of squares, sums of products; then of density and of hue: sum, sum of squares. */
const moments = new Float64Array(13)

/**
 * What the gate sees of a patch: how much neighbours near and far differ where there is tissue (the finer the scale or the worse the
 * focus, the less), how long runs of white, dark and blue are, and which colours there are.
 * @param patch RGB levels, row by row, from `offset` on
 * @param to gateFeatures numbers
 */
export function featuresOf(patch: Uint8Array, offset: number, to: Float32Array): void {
  const tissue = readPixels(patch, offset)
  const counted = Math.max(1, tissue)
  const meanDensity = moments[9]! / counted
  const meanHue = moments[11]! / counted
  const ofDensity = deviation(10, meanDensity, counted)
  const ofHue = deviation(12, meanHue, counted)
  to[0] = tissue / pixels
  to[1] = Math.log(ofDensity + 0.01)
  to[2] = Math.log(ofHue + 0.01)
  let at = 3
  at = putTexture(to, at, 1 / (ofDensity + faintest), 1 / (ofHue + faintest))
  at = putColours(to, at, counted)
  at = putRuns(to, at, meanDensity + darkness * (ofDensity + faintest), meanHue)
  for (let colour = 0; colour < colours; colour++) to[at + colour] = Math.sqrt(histogram[colour]! / pixels)
}

function deviation(squares: number, mean: number, count: number): number {
  return Math.sqrt(Math.max(0, moments[squares]! / count - mean * mean))
}

/** Fills density, hue, tissue, histogram and moments; gives how many pixels are tissue. */
function readPixels(patch: Uint8Array, offset: number): number {
  histogram.fill(0)
  let [tissue, r1, g1, b1, r2, g2, b2, rg, gb, rb, d2] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
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
    if (sum < tissueDensity) {
      isTissue[pixel] = 0
      continue
    }
    isTissue[pixel] = 1
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
    d2 += sum * sum
  }
  moments[0] = r1
  moments[1] = g1
  moments[2] = b1
  moments[3] = r2
  moments[4] = g2
  moments[5] = b2
  moments[6] = rg
  moments[7] = gb
  moments[8] = rb
  moments[9] = r1 + g1 + b1
  moments[10] = d2
  moments[11] = r1 - g1
  moments[12] = r2 - 2 * rg + g2
  return tissue
}

/** Differences by distance, their bins, bends, blocks of four, and the same of the hue; gives where the next number goes. */
function putTexture(to: Float32Array, start: number, scale: number, hueScale: number): number {
  let at = start
  for (const { lag, every } of steps) at = putDifferences(to, at, density, lag, every, scale)
  at = putBins(to, at)
  at = putBends(to, at, 1, scale)
  at = putBends(to, at, 2, scale)
  at = putBins(to, at)
  at = putBlocks(to, at, scale)
  at = putDifferences(to, at, hue, 1, 2, hueScale)
  at = putDifferences(to, at, hue, 2, 2, hueScale)
  return putDifferences(to, at, hue, 4, 2, hueScale)
}

/** Logarithms of the mean difference and of its mean square, both ways; of density to the next pixel also the bins. */
function putDifferences(
  to: Float32Array,
  at: number,
  field: Float32Array,
  lag: number,
  every: number,
  scale: number
): number {
  const isBinned = lag === 1 && field === density
  if (isBinned) counts.fill(0)
  const fine = scale * finest
  const down = lag * gateEdge
  let [absolute, square, count] = [0, 0, 0]
  for (let y = 0; y < gateEdge - lag; y += every) {
    const end = y * gateEdge + gateEdge - lag
    for (let i = y * gateEdge; i < end; i += every) {
      if (isTissue[i] === 0) continue
      const value = field[i]!
      const a = Math.abs(value - field[i + lag]!)
      const b = Math.abs(value - field[i + down]!)
      absolute += a + b
      square += a * a + b * b
      count += 2
      if (isBinned) countBoth((a * fine) | 0, (b * fine) | 0)
    }
  }
  return putMeans(to, at, absolute * scale, square * scale * scale, count)
}

/** The same of how a pixel bends from the line between its neighbours. */
function putBends(to: Float32Array, at: number, lag: number, scale: number): number {
  if (lag === 1) counts.fill(0)
  const fine = (scale * finest) / 2
  const down = lag * gateEdge
  let [absolute, square, count] = [0, 0, 0]
  for (let y = lag; y < gateEdge - lag; y += 2) {
    const end = y * gateEdge + gateEdge - lag
    for (let i = y * gateEdge + lag; i < end; i++) {
      if (isTissue[i] === 0) continue
      const twice = 2 * density[i]!
      const a = Math.abs(density[i - lag]! - twice + density[i + lag]!)
      const b = Math.abs(density[i - down]! - twice + density[i + down]!)
      absolute += a + b
      square += a * a + b * b
      count += 2
      if (lag === 1) countBoth((a * fine) | 0, (b * fine) | 0)
    }
  }
  return putMeans(to, at, absolute * scale, square * scale * scale, count)
}

function countBoth(a: number, b: number): void {
  counts[binOf[a < longest ? a : longest - 1]!]!++
  counts[binOf[b < longest ? b : longest - 1]!]!++
}

function putMeans(to: Float32Array, at: number, absolute: number, square: number, count: number): number {
  const divisor = Math.max(1, count)
  to[at] = Math.log(absolute / divisor + 1e-3)
  to[at + 1] = Math.log(square / divisor + 1e-4)
  return at + 2
}

function putBins(to: Float32Array, at: number): number {
  let total = 0
  for (let bin = 0; bin < bins; bin++) total += counts[bin]!
  for (let bin = 0; bin < bins; bin++) to[at + bin] = Math.sqrt(counts[bin]! / Math.max(1, total))
  return at + bins
}

/** Haar: mean magnitudes of the three details of blocks of 2×2 pixels. An enlarged patch has no diagonal ones. */
function putBlocks(to: Float32Array, at: number, scale: number): number {
  let [across, down, diagonal, count] = [0, 0, 0, 0]
  for (let y = 0; y < gateEdge; y += 2)
    for (let i = y * gateEdge; i < y * gateEdge + gateEdge; i += 2) {
      if (isTissue[i] === 0) continue
      const upper = density[i]! - density[i + 1]!
      const lower = density[i + gateEdge]! - density[i + gateEdge + 1]!
      const left = density[i]! - density[i + gateEdge]!
      const right = density[i + 1]! - density[i + gateEdge + 1]!
      across += Math.abs(upper + lower)
      down += Math.abs(left + right)
      diagonal += Math.abs(upper - lower)
      count++
    }
  const divisor = Math.max(1, count) / scale
  to[at] = Math.log(across / divisor + 1e-3)
  to[at + 1] = Math.log(down / divisor + 1e-3)
  to[at + 2] = Math.log(diagonal / divisor + 1e-3)
  to[at + 3] = (4 * count) / pixels
  return at + 4
}

/** Mean density of each channel, its deviation, and how the channels vary together. */
function putColours(to: Float32Array, at: number, counted: number): number {
  for (let channel = 0; channel < 3; channel++) {
    const mean = moments[channel]! / counted
    to[at + channel] = mean
    to[at + 3 + channel] = deviation(3 + channel, mean, counted)
  }
  to[at + 6] = moments[6]! / counted - to[at]! * to[at + 1]!
  to[at + 7] = moments[7]! / counted - to[at + 1]! * to[at + 2]!
  to[at + 8] = moments[8]! / counted - to[at]! * to[at + 2]!
  return at + 9
}

/** How long white, dark and blue stretches are along the rows. */
function putRuns(to: Float32Array, start: number, dark: number, blue: number): number {
  let at = start
  for (let kind = 0; kind < 3; kind++) {
    if (kind === 0) toBits(bits, i => isTissue[i] === 0)
    else if (kind === 1) toBits(bits, i => density[i]! > dark)
    else toBits(bits, i => isTissue[i] === 1 && hue[i]! > blue)
    runsOf(bits, runs)
    for (let bin = 0; bin < runBins; bin++) to[at + bin] = Math.sqrt(runs[bin]! / pixels)
    at += runBins
  }
  return at
}
