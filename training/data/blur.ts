import { patchBytes, patchEdge } from '../../evaluation/data/patches.ts'
import { between, type Random } from '../../evaluation/random.ts'

/** How far a patch may be out of focus. */
export interface Blur {
  /** Largest standard deviation of the Gaussian, in pixels of the patch. */
  sigma: number
}

/** Blurs one patch in place with a random strength. Edge pixels are repeated beyond the edge. */
export function blur(pixels: Uint8Array, { sigma }: Blur, random: Random): void {
  const kernel = gaussian(between(random, 0, sigma))
  if (kernel.length === 1) return
  const across = Float32Array.from(pixels)
  const along = new Float32Array(patchBytes)
  smooth(across, along, kernel, 3, patchEdge * 3)
  smooth(along, across, kernel, patchEdge * 3, 3)
  for (let i = 0; i < patchBytes; i++) pixels[i] = Math.round(across[i] as number)
}

/**
 * Weights that sum to 1 and reach three deviations to each side. A single weight if the neighbours
 * would contribute less than one level.
 */
function gaussian(sigma: number): Float32Array {
  const reach = sigma < 0.3 ? 0 : Math.ceil(3 * sigma)
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * Math.max(sigma, 1e-6) ** 2))
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map(weight => weight / sum)
}

/** Smooths lines with values `step` apart. Lines start `line` apart, one for each channel. */
function smooth(
  from: Float32Array,
  to: Float32Array,
  kernel: Float32Array,
  step: number,
  line: number
): void {
  const reach = (kernel.length - 1) / 2
  const last = patchEdge - 1
  for (let row = 0; row < patchEdge; row++)
    for (let channel = 0; channel < 3; channel++) {
      const start = row * line + channel
      for (let place = 0; place < patchEdge; place++) {
        let sum = 0
        for (let i = 0; i < kernel.length; i++) {
          const neighbour = Math.max(0, Math.min(last, place + i - reach))
          sum += (kernel[i] as number) * (from[start + neighbour * step] as number)
        }
        to[start + place * step] = sum
      }
    }
}
