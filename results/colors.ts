import { colorAt } from '../contract/runs/colormaps.ts'

/** Returns red, green and blue (0–255) of 256 steps of viridis, for probabilities from 0 to 1. */
export function colorTable(): Uint8Array {
  return Uint8Array.from(Array.from({ length: 256 }, (_, step) => colorAt('viridis', step / 255)).flat())
}
