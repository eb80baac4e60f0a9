import { type PatchSet, patchBytes, pixelsOf } from '../../evaluation/data/patches.ts'

/** For each channel: mean, deviation and three quantiles of its levels. */
export const featureCount = 15

const quantiles = [0.1, 0.5, 0.9]

/** Features of a patch's colour without its structure: count × 15. */
export function colourFeatures(set: PatchSet, indices: ArrayLike<number>): Float64Array[] {
  return Array.from(indices, index =>
    Float64Array.from([0, 1, 2].flatMap(channel => ofChannel(set, index, channel)))
  )
}

function ofChannel(set: PatchSet, index: number, channel: number): number[] {
  const counts = new Uint32Array(256)
  const pixels = pixelsOf(set, index)
  for (let i = channel; i < pixels.length; i += 3) {
    const level = pixels[i] as number
    counts[level] = (counts[level] as number) + 1
  }
  const total = patchBytes / 3
  const sum = counts.reduce((sum, count, level) => sum + count * level, 0)
  const squares = counts.reduce((sum, count, level) => sum + count * level * level, 0)
  const mean = sum / total
  return [
    mean,
    Math.sqrt(Math.max(0, squares / total - mean * mean)),
    ...quantiles.map(share => quantile(counts, share * total))
  ]
}

function quantile(counts: Uint32Array, rank: number): number {
  let below = 0
  for (let level = 0; level < 256; level++) {
    below += counts[level] as number
    if (below >= rank) return level
  }
  return 255
}
