import { LANES } from './width'

/**
 * A group consists of LANES patches, which go through the sequence together: lane i of every row
 * belongs to patch i. A row (one unit, gate or input of all patches) is processed in pairs of
 * vectors of four: one pair for a group of eight, two for a group of sixteen.
 *
 * The two vectors of a pair are always loaded, computed and stored side by side, because V8 looks
 * for this pattern when it merges two 128-bit instructions into one 256-bit instruction
 * (kernels/wide.ts).
 */
export const ROW: usize = <usize>LANES * 4
export const PAIR: usize = 32
export const VECTOR: usize = 16
export const FLOAT: usize = 4

/**
 * a·b + c, with a single rounding if the build has relaxed SIMD. Small enough for the compiler to
 * inline it always.
 */
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

/**
 * Loads ones from memory, because the compiler would rebuild a constant vector in every iteration
 * of a loop.
 */
export function ones(): v128 {
  return v128.load32_splat(CONSTANTS)
}

export function halves(): v128 {
  return v128.load32_splat(CONSTANTS, 4)
}

export function quarters(): v128 {
  return v128.load32_splat(CONSTANTS, 8)
}
