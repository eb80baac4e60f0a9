import { publishedLayout } from '../../contract/slides/published-layout.ts'

/**
 * Edge length of the patches that the quality check expects, in pixels; 200 µm at 4 µm per pixel.
 */
/** Scale (µm per pixel) and edge (pixels) of the patches that the quality check was fitted on. */
export const checkedInput = publishedLayout

export const checkedEdge = checkedInput.patch
export const checkedBytes = checkedEdge * checkedEdge * 3

const pixels = checkedEdge * checkedEdge
/** Distances between compared pixels, in pixels. */
const lags = [1, 2, 3, 4, 6, 8] as const
/** From this lag on, only every second row is sampled: such differences vary slowly. */
const sparse = 3
/**
 * Number of bins for differences between neighbours, in optical density; each starts at twice the
 * start of the one before.
 */
const bins = 7
const firstBin = 0.06
/** Number of bins for run lengths: 1, 2, 3–4, 5–8, 9–16 and longer. */
const runBins = 6
const runBinOf = Uint8Array.from({ length: checkedEdge + 1 }, (_, length) =>
  length <= 1 ? 0 : Math.min(runBins - 1, Math.ceil(Math.log2(length)))
)

/** Number of colours in the histogram: the upper two bits of each channel. */
const colours = 64
/** Minimum optical density, summed over the three channels, for a pixel to count as tissue. */
const tissueDensity = 0.35

/** Number of features that the quality check computes per patch. */
export const qualityFeatures = 3 + 2 * lags.length + 4 + 4 + 2 * bins + 9 + colours + 6 + 3 * runBins

/** Rounded to 32 bits but stored in 64, so that calculations with the values need no conversion. */
const densities = Float64Array.from({ length: 256 }, (_, level) => Math.fround(-Math.log((level + 1) / 256)))
const binOf = Uint8Array.from({ length: 1024 }, (_, step) => {
  const difference = step / 256
  return difference < firstBin ? 0 : Math.min(bins - 1, 1 + Math.floor(Math.log2(difference / firstBin)))
})

/** Buffers reused for every patch: the quality check handles one patch at a time. */
const density = new Float64Array(pixels)
const hue = new Float64Array(pixels)
const part = new Uint8Array(pixels)
/** Number of runs of each length, and number of pixels in the runs of each bin. */
const runs = new Int32Array(checkedEdge + 1)
const lengths = new Int32Array(runBins)
const isTissue = new Uint8Array(pixels)
const slopes = new Int32Array(bins)
const bends = new Int32Array(bins)
const histogram = new Int32Array(colours)
const moments = new Float64Array(9)

/**
 * Computes the features of a patch: how much near and far neighbours differ within tissue (less at
 * a finer scale or in poorer focus), and which colours occur.
 * @param patch RGB levels, row by row, starting at `offset`
 * @param to receives `qualityFeatures` numbers, starting at `at`
 */
export function featuresOf(patch: Uint8Array, offset: number, to: Float32Array, at: number): void {
  let place = at
  const tissue = readPixels(patch, offset)
  const put = (value: number) => {
    to[place++] = value
  }
  const counted = Math.max(1, tissue)
  put(tissue / pixels)
  put(Math.log(standardise(density) + 1e-2))
  put(Math.log(standardise(hue) + 1e-2))
  for (const lag of lags) {
    const { absolute, square, count } = differences(lag, lag >= sparse ? 2 : 1)
    const divisor = Math.max(1, count)
    put(Math.log(absolute / divisor + 1e-3))
    put(Math.log(square / divisor + 1e-4))
  }
  for (const lag of [1, 2]) {
    const { absolute, square, count } = secondDifferences(lag)
    const divisor = Math.max(1, count)
    put(Math.log(absolute / divisor + 1e-3))
    put(Math.log(square / divisor + 1e-4))
  }
  {
    const { across, down, diagonal, count } = corners()
    const divisor = Math.max(1, count)
    put(Math.log(across / divisor + 1e-3))
    put(Math.log(down / divisor + 1e-3))
    put(Math.log(diagonal / divisor + 1e-3))
    put(count / pixels)
  }
  const total = Math.max(
    1,
    slopes.reduce((a, b) => a + b, 0)
  )
  for (let bin = 0; bin < bins; bin++) put(Math.sqrt(slopes[bin]! / total))
  const totalBends = Math.max(
    1,
    bends.reduce((a, b) => a + b, 0)
  )
  for (let bin = 0; bin < bins; bin++) put(Math.sqrt(bends[bin]! / totalBends))
  const [red, green, blue] = [moments[0]! / counted, moments[1]! / counted, moments[2]! / counted]
  put(red)
  put(green)
  put(blue)
  put(Math.sqrt(Math.max(0, moments[3]! / counted - red * red)))
  put(Math.sqrt(Math.max(0, moments[4]! / counted - green * green)))
  put(Math.sqrt(Math.max(0, moments[5]! / counted - blue * blue)))
  put(moments[6]! / counted - red * green)
  put(moments[7]! / counted - green * blue)
  put(moments[8]! / counted - red * blue)
  for (const lag of [1, 2, 4]) {
    const { absolute, square, count } = hueDifferences(lag)
    put(Math.log(absolute / Math.max(1, count) + 1e-3))
    put(Math.log(square / Math.max(1, count) + 1e-4))
  }
  for (let i = 0; i < pixels; i++) part[i] = 1 - isTissue[i]!
  putRuns(put)
  const dark = 0.7
  for (let i = 0; i < pixels; i++) part[i] = density[i]! > dark ? 1 : 0
  putRuns(put)
  const meanHue = 0
  for (let i = 0; i < pixels; i++) part[i] = isTissue[i]! & (hue[i]! > meanHue ? 1 : 0)
  putRuns(put)
  for (let colour = 0; colour < colours; colour++) put(Math.sqrt(histogram[colour]! / pixels))
}

function readPixels(patch: Uint8Array, offset: number): number {
  histogram.fill(0)
  let r1 = 0
  let g1 = 0
  let b1 = 0
  let r2 = 0
  let g2 = 0
  let b2 = 0
  let rg = 0
  let gb = 0
  let rb = 0
  let tissue = 0
  for (let pixel = 0, i = offset; pixel < pixels; pixel++, i += 3) {
    const red = patch[i]!
    const green = patch[i + 1]!
    const blue = patch[i + 2]!
    const r = densities[red]!
    const g = densities[green]!
    const b = densities[blue]!
    const sum = r + g + b
    density[pixel] = Math.fround(sum)
    hue[pixel] = Math.fround(r - g)
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
  }
  moments.set([r1, g1, b1, r2, g2, b2, rg, gb, rb])
  return tissue
}

function differences(lag: number, rowStep: number) {
  let absolute = 0
  let square = 0
  let count = 0
  if (lag === 1) slopes.fill(0)
  const down = lag * checkedEdge
  for (let y = 0; y < checkedEdge - lag; y += rowStep) {
    const row = y * checkedEdge
    for (let i = row; i < row + checkedEdge - lag; i++) {
      if (isTissue[i] === 0) continue
      const value = density[i]!
      const a = Math.abs(value - density[i + lag]!)
      const b = Math.abs(value - density[i + down]!)
      absolute += a + b
      square += a * a + b * b
      count++
      if (lag === 1) {
        slopes[binOf[Math.min(1023, (a * 256) | 0)]!]!++
        slopes[binOf[Math.min(1023, (b * 256) | 0)]!]!++
      }
    }
  }
  return { absolute, square, count: count * 2 }
}

function secondDifferences(lag: number) {
  let absolute = 0
  let square = 0
  let count = 0
  if (lag === 1) bends.fill(0)
  const down = lag * checkedEdge
  for (let y = lag; y < checkedEdge - lag; y++) {
    const row = y * checkedEdge
    for (let i = row + lag; i < row + checkedEdge - lag; i++) {
      if (isTissue[i] === 0) continue
      const twice = 2 * density[i]!
      const a = Math.abs(density[i - lag]! - twice + density[i + lag]!)
      const b = Math.abs(density[i - down]! - twice + density[i + down]!)
      absolute += a + b
      square += a * a + b * b
      count++
      if (lag === 1) {
        bends[binOf[Math.min(1023, (a * 128) | 0)]!]!++
        bends[binOf[Math.min(1023, (b * 128) | 0)]!]!++
      }
    }
  }
  return { absolute, square, count: count * 2 }
}

/** Haar features: mean magnitudes of the three details of 2×2 blocks. */
function corners() {
  let across = 0
  let down = 0
  let diagonal = 0
  let count = 0
  for (let y = 0; y < checkedEdge; y += 2)
    for (let i = y * checkedEdge; i < y * checkedEdge + checkedEdge; i += 2) {
      if (isTissue[i] === 0) continue
      const a = density[i]!
      const b = density[i + 1]!
      const c = density[i + checkedEdge]!
      const d = density[i + checkedEdge + 1]!
      across += Math.abs(a - b + c - d)
      down += Math.abs(a + b - c - d)
      diagonal += Math.abs(a - b - c + d)
      count++
    }
  return { across, down, diagonal, count }
}

function hueDifferences(lag: number) {
  let absolute = 0
  let square = 0
  let count = 0
  const down = lag * checkedEdge
  for (let y = 0; y < checkedEdge - lag; y += lag > 1 ? 2 : 1) {
    const row = y * checkedEdge
    for (let i = row; i < row + checkedEdge - lag; i++) {
      if (isTissue[i] === 0) continue
      const a = Math.abs(hue[i]! - hue[i + lag]!)
      const b = Math.abs(hue[i]! - hue[i + down]!)
      absolute += a + b
      square += a * a + b * b
      count++
    }
  }
  return { absolute, square, count: count * 2 }
}

function putRuns(put: (value: number) => void): void {
  runs.fill(0)
  for (let line = 0; line < checkedEdge; line++) {
    countRuns(line * checkedEdge, 1)
    countRuns(line, checkedEdge)
  }
  lengths.fill(0)
  for (let length = 1; length <= checkedEdge; length++) lengths[runBinOf[length]!]! += length * runs[length]!
  for (let bin = 0; bin < runBins; bin++) put(Math.sqrt(lengths[bin]! / pixels))
}

/**
 * Counts runs without a branch, which the processor could not predict. A pixel outside a run counts
 * as the end of a run of length 0.
 */
function countRuns(start: number, step: number): void {
  let length = 0
  for (let i = start, end = start + checkedEdge * step; i < end; i += step) {
    const inside = 0 - part[i]!
    runs[length & ~inside]!++
    length = (length + 1) & inside
  }
  runs[length]!++
}

function standardise(field: Float64Array): number {
  let sum = 0
  let squares = 0
  let count = 0
  for (let i = 0; i < pixels; i++) {
    if (isTissue[i] === 0) continue
    const v = field[i]!
    sum += v
    squares += v * v
    count++
  }
  const mean = sum / Math.max(1, count)
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean))
  const scale = 1 / (deviation + 0.02)
  for (let i = 0; i < pixels; i++) field[i] = Math.fround((field[i]! - mean) * scale)
  return deviation
}
