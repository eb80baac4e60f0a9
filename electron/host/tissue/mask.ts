/** Low-resolution tissue scores of a slide: one byte per cell, row by row. */
export interface TissueMap {
  width: number
  height: number
  /** 0 is bare glass, 255 the densest stain. */
  scores: Uint8Array
  /** Edge of a cell in level-0 pixels; usually not an integer. */
  cell: number
}

/** Share of a patch that must be tissue for the patch to be analysed. */
const leastShare = 0.1

/**
 * Otsu's threshold (1979): the score that separates glass from tissue with the least variance
 * within each. Limited to a range, so that noise does not split a slide of only tissue or only
 * glass.
 */
export function proposeThreshold(scores: Uint8Array): number {
  const counts = new Float64Array(256)
  for (const score of scores) counts[score]!++
  let all = 0
  for (let score = 0; score < 256; score++) all += score * counts[score]!
  let below = 0
  let sumBelow = 0
  let best = -1
  let threshold = 0
  for (let score = 0; score < 255; score++) {
    below += counts[score]!
    sumBelow += score * counts[score]!
    const above = scores.length - below
    if (below === 0 || above === 0) continue
    const between = below * above * (sumBelow / below - (all - sumBelow) / above) ** 2
    if (between > best) {
      best = between
      threshold = score + 1
    }
  }
  return Math.min(Math.max(threshold, 12), 60)
}

/**
 * Returns a function that decides whether a square of the slide contains enough tissue to analyse.
 * @param threshold score from which a cell is tissue
 */
export function tissueIn(map: TissueMap, threshold: number): (x: number, y: number, edge: number) => boolean {
  const sums = integral(map, threshold)
  const stride = map.width + 1
  const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most)
  return (x, y, edge) => {
    const left = clamp(Math.floor(x / map.cell), map.width)
    const top = clamp(Math.floor(y / map.cell), map.height)
    const right = clamp(Math.ceil((x + edge) / map.cell), map.width)
    const bottom = clamp(Math.ceil((y + edge) / map.cell), map.height)
    const cells = (right - left) * (bottom - top)
    if (cells === 0) return false
    const tissue =
      sums[bottom * stride + right]! -
      sums[top * stride + right]! -
      sums[bottom * stride + left]! +
      sums[top * stride + left]!
    return tissue >= leastShare * cells
  }
}

/**
 * Summed-area table of the cells at or above the threshold, with a border of zeros at the top and
 * left.
 */
function integral({ width, height, scores }: TissueMap, threshold: number): Uint32Array {
  const stride = width + 1
  const sums = new Uint32Array(stride * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      if (scores[y * width + x]! >= threshold) row++
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row
    }
  }
  return sums
}
