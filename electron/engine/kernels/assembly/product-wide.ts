import { multiplyAdd, ROW } from './lanes'

/** The blocks of product.ts for rows of sixteen lanes: twelve, or eight, accumulators of 256 bits. */

export function sixRowsWide(weights: usize, operand: usize, depth: i32, out: usize): void {
  const zero = f32x4.splat(0)
  let a0 = zero,
    b0 = zero,
    c0 = zero,
    d0 = zero
  let a1 = zero,
    b1 = zero,
    c1 = zero,
    d1 = zero
  let a2 = zero,
    b2 = zero,
    c2 = zero,
    d2 = zero
  let a3 = zero,
    b3 = zero,
    c3 = zero,
    d3 = zero
  let a4 = zero,
    b4 = zero,
    c4 = zero,
    d4 = zero
  let a5 = zero,
    b5 = zero,
    c5 = zero,
    d5 = zero
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

export function fourRowsWide(weights: usize, operand: usize, depth: i32, out: usize): void {
  const zero = f32x4.splat(0)
  let a0 = zero,
    b0 = zero,
    c0 = zero,
    d0 = zero
  let a1 = zero,
    b1 = zero,
    c1 = zero,
    d1 = zero
  let a2 = zero,
    b2 = zero,
    c2 = zero,
    d2 = zero
  let a3 = zero,
    b3 = zero,
    c3 = zero,
    d3 = zero
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
