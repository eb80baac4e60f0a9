/**
 * A group is eight patches that walk through the sequence together: lane i of every row belongs to patch i. A row (one unit,
 * gate or input of all eight) is two vectors of four.
 */
export const ROW: usize = 32
export const VECTOR: usize = 16
export const FLOAT: usize = 4

/** a·b + c, in one rounding where the build has relaxed SIMD. Small enough that the compiler always inlines it. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

/** c − a·b. */
export function multiplySubtract(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c)
  return f32x4.sub(c, f32x4.mul(a, b))
}
