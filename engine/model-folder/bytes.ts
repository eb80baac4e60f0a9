/** Values quantised in equal steps: value ≈ byte × scale + min, as TensorFlow.js expands them. */
export interface Steps {
  bytes: Uint8Array
  scale: number
  min: number
}

const highest = 255

/**
 * Quantises each value to 8 bits: the nearest of 256 steps between the smallest and the largest.
 * Zero is one of the steps and comes back as exactly zero, so weights of zero stay zero. All values
 * must be finite.
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
