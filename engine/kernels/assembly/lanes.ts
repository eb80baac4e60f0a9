import { LANES } from './width'

/**
 * A group is as many patches as LANES, which walk through the sequence together: lane i of every row belongs to patch i. A row (one
 * unit, gate or input of all of them) is taken in pairs of vectors of four: one pair where a group has eight, two where it has sixteen.
 *
 * The two vectors of a pair are loaded, computed and stored side by side everywhere, because that is what V8 looks for when it
 * makes one instruction of 256 bits out of two of 128 (kernels/wide.ts).
 */
export const ROW: usize = <usize>LANES * 4
export const PAIR: usize = 32
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

const CONSTANTS = memory.data<f32>([1.0, 0.5, 0.25])

/** Constants come from memory, because the compiler would make a constant vector anew in every turn of a loop. */
export function ones(): v128 {
  return v128.load32_splat(CONSTANTS)
}

export function halves(): v128 {
  return v128.load32_splat(CONSTANTS, 4)
}

export function quarters(): v128 {
  return v128.load32_splat(CONSTANTS, 8)
}
