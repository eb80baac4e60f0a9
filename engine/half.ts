const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** IEEE 754 binary16 of each value, rounded to the nearest, ties to even. Values beyond ±65504 become infinite. */
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
  // Below 2⁻¹⁴ the leading one is written out, and the fraction moves right.
  return exponent < -10 ? sign : sign | rounded(0x800000 | fraction, 14 - exponent)
}

/** Drops bits at the right; a carry runs into the exponent, as it should. */
function rounded(value: number, drop: number): number {
  const kept = value >>> drop
  const rest = value & ((1 << drop) - 1)
  const half = 1 << (drop - 1)
  return kept + (rest > half || (rest === half && kept % 2 === 1) ? 1 : 0)
}
