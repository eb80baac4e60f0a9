import { multiplyAdd, ROW } from './lanes'

/**
 * The blocks of product.ts for rows of sixteen lanes: twelve or eight accumulators of 256 bits.
 * `Start` means the same as there.
 */

export function sixRowsWide<Start>(weights: usize, operand: usize, depth: i32, out: usize): void {
  const zero = f32x4.splat(0)
  let a0 = isInteger<Start>() ? v128.load(out) : zero,
    b0 = isInteger<Start>() ? v128.load(out, 16) : zero,
    c0 = isInteger<Start>() ? v128.load(out, 32) : zero,
    d0 = isInteger<Start>() ? v128.load(out, 48) : zero
  let a1 = isInteger<Start>() ? v128.load(out, 64) : zero,
    b1 = isInteger<Start>() ? v128.load(out, 80) : zero,
    c1 = isInteger<Start>() ? v128.load(out, 96) : zero,
    d1 = isInteger<Start>() ? v128.load(out, 112) : zero
  let a2 = isInteger<Start>() ? v128.load(out, 128) : zero,
    b2 = isInteger<Start>() ? v128.load(out, 144) : zero,
    c2 = isInteger<Start>() ? v128.load(out, 160) : zero,
    d2 = isInteger<Start>() ? v128.load(out, 176) : zero
  let a3 = isInteger<Start>() ? v128.load(out, 192) : zero,
    b3 = isInteger<Start>() ? v128.load(out, 208) : zero,
    c3 = isInteger<Start>() ? v128.load(out, 224) : zero,
    d3 = isInteger<Start>() ? v128.load(out, 240) : zero
  let a4 = isInteger<Start>() ? v128.load(out, 256) : zero,
    b4 = isInteger<Start>() ? v128.load(out, 272) : zero,
    c4 = isInteger<Start>() ? v128.load(out, 288) : zero,
    d4 = isInteger<Start>() ? v128.load(out, 304) : zero
  let a5 = isInteger<Start>() ? v128.load(out, 320) : zero,
    b5 = isInteger<Start>() ? v128.load(out, 336) : zero,
    c5 = isInteger<Start>() ? v128.load(out, 352) : zero,
    d5 = isInteger<Start>() ? v128.load(out, 368) : zero
  const end = operand + <usize>depth * ROW
  while (operand < end) {
    const w = v128.load(operand)
    const x = v128.load(operand, 16)
    const y = v128.load(operand, 32)
    const z = v128.load(operand, 48)
    let weight = v128.load32_splat(weights)
    a0 = multiplyAdd(weight, w, a0)
    b0 = multiplyAdd(weight, x, b0)
    c0 = multiplyAdd(weight, y, c0)
    d0 = multiplyAdd(weight, z, d0)
    weight = v128.load32_splat(weights, 4)
    a1 = multiplyAdd(weight, w, a1)
    b1 = multiplyAdd(weight, x, b1)
    c1 = multiplyAdd(weight, y, c1)
    d1 = multiplyAdd(weight, z, d1)
    weight = v128.load32_splat(weights, 8)
    a2 = multiplyAdd(weight, w, a2)
    b2 = multiplyAdd(weight, x, b2)
    c2 = multiplyAdd(weight, y, c2)
    d2 = multiplyAdd(weight, z, d2)
    weight = v128.load32_splat(weights, 12)
    a3 = multiplyAdd(weight, w, a3)
    b3 = multiplyAdd(weight, x, b3)
    c3 = multiplyAdd(weight, y, c3)
    d3 = multiplyAdd(weight, z, d3)
    weight = v128.load32_splat(weights, 16)
    a4 = multiplyAdd(weight, w, a4)
    b4 = multiplyAdd(weight, x, b4)
    c4 = multiplyAdd(weight, y, c4)
    d4 = multiplyAdd(weight, z, d4)
    weight = v128.load32_splat(weights, 20)
    a5 = multiplyAdd(weight, w, a5)
    b5 = multiplyAdd(weight, x, b5)
    c5 = multiplyAdd(weight, y, c5)
    d5 = multiplyAdd(weight, z, d5)
    operand += ROW
    weights += 24
  }
  v128.store(out, a0)
  v128.store(out, b0, 16)
  v128.store(out, c0, 32)
  v128.store(out, d0, 48)
  v128.store(out, a1, 64)
  v128.store(out, b1, 80)
  v128.store(out, c1, 96)
  v128.store(out, d1, 112)
  v128.store(out, a2, 128)
  v128.store(out, b2, 144)
  v128.store(out, c2, 160)
  v128.store(out, d2, 176)
  v128.store(out, a3, 192)
  v128.store(out, b3, 208)
  v128.store(out, c3, 224)
  v128.store(out, d3, 240)
  v128.store(out, a4, 256)
  v128.store(out, b4, 272)
  v128.store(out, c4, 288)
  v128.store(out, d4, 304)
  v128.store(out, a5, 320)
  v128.store(out, b5, 336)
  v128.store(out, c5, 352)
  v128.store(out, d5, 368)
}

export function fourRowsWide<Start>(weights: usize, operand: usize, depth: i32, out: usize): void {
  const zero = f32x4.splat(0)
  let a0 = isInteger<Start>() ? v128.load(out) : zero,
    b0 = isInteger<Start>() ? v128.load(out, 16) : zero,
    c0 = isInteger<Start>() ? v128.load(out, 32) : zero,
    d0 = isInteger<Start>() ? v128.load(out, 48) : zero
  let a1 = isInteger<Start>() ? v128.load(out, 64) : zero,
    b1 = isInteger<Start>() ? v128.load(out, 80) : zero,
    c1 = isInteger<Start>() ? v128.load(out, 96) : zero,
    d1 = isInteger<Start>() ? v128.load(out, 112) : zero
  let a2 = isInteger<Start>() ? v128.load(out, 128) : zero,
    b2 = isInteger<Start>() ? v128.load(out, 144) : zero,
    c2 = isInteger<Start>() ? v128.load(out, 160) : zero,
    d2 = isInteger<Start>() ? v128.load(out, 176) : zero
  let a3 = isInteger<Start>() ? v128.load(out, 192) : zero,
    b3 = isInteger<Start>() ? v128.load(out, 208) : zero,
    c3 = isInteger<Start>() ? v128.load(out, 224) : zero,
    d3 = isInteger<Start>() ? v128.load(out, 240) : zero
  const end = operand + <usize>depth * ROW
  while (operand < end) {
    const w = v128.load(operand)
    const x = v128.load(operand, 16)
    const y = v128.load(operand, 32)
    const z = v128.load(operand, 48)
    let weight = v128.load32_splat(weights)
    a0 = multiplyAdd(weight, w, a0)
    b0 = multiplyAdd(weight, x, b0)
    c0 = multiplyAdd(weight, y, c0)
    d0 = multiplyAdd(weight, z, d0)
    weight = v128.load32_splat(weights, 4)
    a1 = multiplyAdd(weight, w, a1)
    b1 = multiplyAdd(weight, x, b1)
    c1 = multiplyAdd(weight, y, c1)
    d1 = multiplyAdd(weight, z, d1)
    weight = v128.load32_splat(weights, 8)
    a2 = multiplyAdd(weight, w, a2)
    b2 = multiplyAdd(weight, x, b2)
    c2 = multiplyAdd(weight, y, c2)
    d2 = multiplyAdd(weight, z, d2)
    weight = v128.load32_splat(weights, 12)
    a3 = multiplyAdd(weight, w, a3)
    b3 = multiplyAdd(weight, x, b3)
    c3 = multiplyAdd(weight, y, c3)
    d3 = multiplyAdd(weight, z, d3)
    operand += ROW
    weights += 16
  }
  v128.store(out, a0)
  v128.store(out, b0, 16)
  v128.store(out, c0, 32)
  v128.store(out, d0, 48)
  v128.store(out, a1, 64)
  v128.store(out, b1, 80)
  v128.store(out, c1, 96)
  v128.store(out, d1, 112)
  v128.store(out, a2, 128)
  v128.store(out, b2, 144)
  v128.store(out, c2, 160)
  v128.store(out, d2, 176)
  v128.store(out, a3, 192)
  v128.store(out, b3, 208)
  v128.store(out, c3, 224)
  v128.store(out, d3, 240)
}
