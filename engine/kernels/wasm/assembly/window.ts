import { multiplyAdd, ROW } from './lanes'

/** One place of a convolution's output: the part of its window inside the image. */
@unmanaged
export class Place {
  /** Rows of the window, and input values per row: pixels times channels, which are contiguous. */
  rows: i32
  depth: i32
  /** Distance between window rows: floats in the weights of one output, bytes in the input. */
  weightStride: usize
  inputStride: usize
  /** Whether negative outputs become zero. */
  rectified: bool
}

/**
 * Computes six outputs of one place for one group: Σ weights · window + bias, plus the shortcut if
 * there is one. Works like product.ts, but in as many pieces as the window has rows.
 */
export function sixRowsOfEight(
  place: Place,
  weights: usize,
  operand: usize,
  out: usize,
  bias: usize,
  shortcut: usize
): void {
  let a0 = v128.load32_splat(bias)
  let b0 = a0
  let a1 = v128.load32_splat(bias, 4)
  let b1 = a1
  let a2 = v128.load32_splat(bias, 8)
  let b2 = a2
  let a3 = v128.load32_splat(bias, 12)
  let b3 = a3
  let a4 = v128.load32_splat(bias, 16)
  let b4 = a4
  let a5 = v128.load32_splat(bias, 20)
  let b5 = a5
  for (let row = place.rows; row > 0; row--) {
    let weight = weights
    let input = operand
    const end = input + <usize>place.depth * ROW
    while (input < end) {
      const left = v128.load(input)
      const right = v128.load(input, 16)
      let factor = v128.load32_splat(weight)
      a0 = multiplyAdd(factor, left, a0)
      b0 = multiplyAdd(factor, right, b0)
      factor = v128.load32_splat(weight, 4)
      a1 = multiplyAdd(factor, left, a1)
      b1 = multiplyAdd(factor, right, b1)
      factor = v128.load32_splat(weight, 8)
      a2 = multiplyAdd(factor, left, a2)
      b2 = multiplyAdd(factor, right, b2)
      factor = v128.load32_splat(weight, 12)
      a3 = multiplyAdd(factor, left, a3)
      b3 = multiplyAdd(factor, right, b3)
      factor = v128.load32_splat(weight, 16)
      a4 = multiplyAdd(factor, left, a4)
      b4 = multiplyAdd(factor, right, b4)
      factor = v128.load32_splat(weight, 20)
      a5 = multiplyAdd(factor, left, a5)
      b5 = multiplyAdd(factor, right, b5)
      input += ROW
      weight += 24
    }
    weights += place.weightStride * 6
    operand += place.inputStride
  }
  if (shortcut) {
    a0 = f32x4.add(a0, v128.load(shortcut))
    b0 = f32x4.add(b0, v128.load(shortcut, 16))
    a1 = f32x4.add(a1, v128.load(shortcut, 32))
    b1 = f32x4.add(b1, v128.load(shortcut, 48))
    a2 = f32x4.add(a2, v128.load(shortcut, 64))
    b2 = f32x4.add(b2, v128.load(shortcut, 80))
    a3 = f32x4.add(a3, v128.load(shortcut, 96))
    b3 = f32x4.add(b3, v128.load(shortcut, 112))
    a4 = f32x4.add(a4, v128.load(shortcut, 128))
    b4 = f32x4.add(b4, v128.load(shortcut, 144))
    a5 = f32x4.add(a5, v128.load(shortcut, 160))
    b5 = f32x4.add(b5, v128.load(shortcut, 176))
  }
  if (place.rectified) {
    const zero = f32x4.splat(0)
    a0 = f32x4.max(a0, zero)
    b0 = f32x4.max(b0, zero)
    a1 = f32x4.max(a1, zero)
    b1 = f32x4.max(b1, zero)
    a2 = f32x4.max(a2, zero)
    b2 = f32x4.max(b2, zero)
    a3 = f32x4.max(a3, zero)
    b3 = f32x4.max(b3, zero)
    a4 = f32x4.max(a4, zero)
    b4 = f32x4.max(b4, zero)
    a5 = f32x4.max(a5, zero)
    b5 = f32x4.max(b5, zero)
  }
  v128.store(out, a0)
  v128.store(out, b0, 16)
  v128.store(out, a1, 32)
  v128.store(out, b1, 48)
  v128.store(out, a2, 64)
  v128.store(out, b2, 80)
  v128.store(out, a3, 96)
  v128.store(out, b3, 112)
  v128.store(out, a4, 128)
  v128.store(out, b4, 144)
  v128.store(out, a5, 160)
  v128.store(out, b5, 176)
}

export function fourRowsOfEight(
  place: Place,
  weights: usize,
  operand: usize,
  out: usize,
  bias: usize,
  shortcut: usize
): void {
  let a0 = v128.load32_splat(bias)
  let b0 = a0
  let a1 = v128.load32_splat(bias, 4)
  let b1 = a1
  let a2 = v128.load32_splat(bias, 8)
  let b2 = a2
  let a3 = v128.load32_splat(bias, 12)
  let b3 = a3
  for (let row = place.rows; row > 0; row--) {
    let weight = weights
    let input = operand
    const end = input + <usize>place.depth * ROW
    while (input < end) {
      const left = v128.load(input)
      const right = v128.load(input, 16)
      let factor = v128.load32_splat(weight)
      a0 = multiplyAdd(factor, left, a0)
      b0 = multiplyAdd(factor, right, b0)
      factor = v128.load32_splat(weight, 4)
      a1 = multiplyAdd(factor, left, a1)
      b1 = multiplyAdd(factor, right, b1)
      factor = v128.load32_splat(weight, 8)
      a2 = multiplyAdd(factor, left, a2)
      b2 = multiplyAdd(factor, right, b2)
      factor = v128.load32_splat(weight, 12)
      a3 = multiplyAdd(factor, left, a3)
      b3 = multiplyAdd(factor, right, b3)
      input += ROW
      weight += 16
    }
    weights += place.weightStride * 4
    operand += place.inputStride
  }
  if (shortcut) {
    a0 = f32x4.add(a0, v128.load(shortcut))
    b0 = f32x4.add(b0, v128.load(shortcut, 16))
    a1 = f32x4.add(a1, v128.load(shortcut, 32))
    b1 = f32x4.add(b1, v128.load(shortcut, 48))
    a2 = f32x4.add(a2, v128.load(shortcut, 64))
    b2 = f32x4.add(b2, v128.load(shortcut, 80))
    a3 = f32x4.add(a3, v128.load(shortcut, 96))
    b3 = f32x4.add(b3, v128.load(shortcut, 112))
  }
  if (place.rectified) {
    const zero = f32x4.splat(0)
    a0 = f32x4.max(a0, zero)
    b0 = f32x4.max(b0, zero)
    a1 = f32x4.max(a1, zero)
    b1 = f32x4.max(b1, zero)
    a2 = f32x4.max(a2, zero)
    b2 = f32x4.max(b2, zero)
    a3 = f32x4.max(a3, zero)
    b3 = f32x4.max(b3, zero)
  }
  v128.store(out, a0)
  v128.store(out, b0, 16)
  v128.store(out, a1, 32)
  v128.store(out, b1, 48)
  v128.store(out, a2, 64)
  v128.store(out, b2, 80)
  v128.store(out, a3, 96)
  v128.store(out, b3, 112)
}
