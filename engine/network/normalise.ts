import type { ModelSpec } from '../model-folder/spec.ts'

type Normalisation = ModelSpec['input']['normalisation']

/** Converts levels 0–255 to (level − mean) / deviation, channel by channel, in RGB order. */
export function normalise(patches: Uint8Array, { mean, deviation }: Normalisation): Float32Array {
  const values = new Float32Array(patches.length)
  for (let channel = 0; channel < 3; channel++) {
    const table = Float32Array.from(
      { length: 256 },
      (_, level) => (level - (mean[channel] ?? 0)) / (deviation[channel] ?? 1)
    )
    for (let i = channel; i < patches.length; i += 3) values[i] = table[patches[i] as number] as number
  }
  return values
}
