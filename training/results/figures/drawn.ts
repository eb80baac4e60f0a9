import { patchBytes, patchEdge } from '../../../evaluation/data/patches.ts'
import { between, randomOf } from '../../../evaluation/random.ts'

/** A synthetic patch in the colours of H&E: pink background with fibres, and nuclei. RGB, 50×50. */
export function drawnPatch(): Uint8Array {
  const random = randomOf('a patch for figure 2')
  const nuclei = Array.from({ length: 26 }, () => ({
    x: between(random, 12, 50),
    y: between(random, 0, 38),
    radius: between(random, 1.8, 3.4)
  }))
  const pixels = new Uint8Array(patchBytes)
  for (let y = 0; y < patchEdge; y++)
    for (let x = 0; x < patchEdge; x++) {
      const fibre = Math.sin((x + 2 * y) / 3.1) * 9
      const covered = nuclei.some(({ x: cx, y: cy, radius }) => Math.hypot(x - cx, y - cy) < radius)
      const noise = between(random, -9, 9)
      const colour = covered ? [104, 72, 148] : [226 + fibre, 170 + fibre, 205 + fibre / 2]
      pixels.set(
        colour.map(level => Math.max(0, Math.min(255, Math.round(level + noise)))),
        (y * patchEdge + x) * 3
      )
    }
  return pixels
}
