/** Minimum number of patches before a slide's mean counts. */
export const fewestForSlide = 20

const farthest = 4

/**
 * Returns how strongly a patch suggests another scale: the log odds of coarser or finer against
 * fine, clamped to ±4.
 */
export function evidenceOf(probabilities: Float32Array): number {
  const [fine, coarser, finer] = probabilities as unknown as [number, number, number]
  const odds = Math.log((coarser + finer + 1e-6) / (fine + 1e-6))
  return Math.max(-farthest, Math.min(farthest, odds))
}
