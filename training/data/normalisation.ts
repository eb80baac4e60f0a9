import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import { type PatchSet, patchBytes, pixelsOf } from '../../evaluation/data/patches.ts'

export type Normalisation = ModelSpec['input']['normalisation']

/** Mean and deviation of each channel over the patches at `indices`, to a tenth of a level. */
export function channelStatistics(set: PatchSet, indices: Uint32Array): Normalisation {
  const [sums, squares] = [new Float64Array(3), new Float64Array(3)]
  for (const index of indices) {
    const pixels = pixelsOf(set, index)
    for (let i = 0; i < pixels.length; i++) {
      const level = pixels[i] as number
      sums[i % 3] = (sums[i % 3] as number) + level
      squares[i % 3] = (squares[i % 3] as number) + level * level
    }
  }
  const count = (indices.length * patchBytes) / 3
  const means = sums.map(sum => sum / count)
  const deviations = squares.map((square, i) => Math.sqrt(square / count - (means[i] as number) ** 2))
  return { mean: three(means), deviation: three(deviations) }
}

const three = (values: Float64Array): [number, number, number] => {
  const [red = 0, green = 0, blue = 0] = values.map(value => Math.round(value * 10) / 10)
  return [red, green, blue]
}
