/** Patches that a slide's mean needs before it counts. */
export const fewestForSlide = 20

const farthest = 4

/** How far a patch speaks for another scale: the logarithm of the odds of coarser or finer against fine, cut to ±4. */
export function evidenceOf(probabilities: Float32Array): number {
  const [fine, coarser, finer] = probabilities as unknown as [number, number, number]
  const odds = Math.log((coarser + finer + 1e-6) / (fine + 1e-6))
  return Math.max(-farthest, Math.min(farthest, odds))
}
