const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/**
 * Converts each value to IEEE 754 binary16, rounding to nearest, ties to even. Values beyond ±65504
 * become infinite.
 */
export function halvesOf(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, halfOf)
}

function halfOf(value: number): number {
  float[0] = value
  const all = bits[0] as number
  const sign = (all >>> 16) & 0x8000
  const exponent = ((all >>> 23) & 0xff) - 112
  const fraction = all & 0x7fffff
  if (exponent >= 31) return sign | 0x7c00 | (exponent > 142 && fraction > 0 ? 0x200 : 0)
  if (exponent > 0) return sign | rounded((exponent << 23) | fraction, 13)
  // Subnormal below 2⁻¹⁴: the leading one becomes explicit, and the fraction shifts right.
  return exponent < -10 ? sign : sign | rounded(0x800000 | fraction, 14 - exponent)
}

/** Drops bits on the right. A carry runs into the exponent, as it should. */
function rounded(value: number, drop: number): number {
  const kept = value >>> drop
  const rest = value & ((1 << drop) - 1)
  const half = 1 << (drop - 1)
  return kept + (rest > half || (rest === half && kept % 2 === 1) ? 1 : 0)
}
