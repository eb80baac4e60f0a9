/** Values in steps of one size: value ≈ byte × scale + min, as TensorFlow.js's readers widen them. */
export interface Steps {
  bytes: Uint8Array
  scale: number
  min: number
}

const highest = 255

/**
 * 8 bits of each value, rounded to the nearest of 256 steps between the least and the largest. Zero is one of them, and comes back as
 * zero: weights that do nothing go on doing nothing. All values must be finite.
 */
export function bytesOf(values: Float32Array): Steps {
  let [low, high] = [0, 0]
  for (const value of values) {
    if (value < low) low = value
    else if (value > high) high = value
  }
  const scale = (high - low) / highest || 1
  const zero = Math.round(-low / scale)
  const bytes = Uint8Array.from(values, value =>
    Math.min(highest, Math.max(0, Math.round(value / scale) + zero))
  )
  return { bytes, scale, min: -zero * scale }
}
