import { multiplyAdd, ROW } from './lanes'
import { Place } from './window'

/** The blocks of window.ts for rows of sixteen lanes. */

export function sixRowsOfSixteen(
  place: Place,
  weights: usize,
  operand: usize,
  out: usize,
  bias: usize,
  shortcut: usize
): void {
  let a0 = v128.load32_splat(bias)
  let b0 = a0,
    c0 = a0,
    d0 = a0
  let a1 = v128.load32_splat(bias, 4)
  let b1 = a1,
    c1 = a1,
    d1 = a1
  let a2 = v128.load32_splat(bias, 8)
  let b2 = a2,
    c2 = a2,
    d2 = a2
  let a3 = v128.load32_splat(bias, 12)
  let b3 = a3,
    c3 = a3,
    d3 = a3
  let a4 = v128.load32_splat(bias, 16)
  let b4 = a4,
    c4 = a4,
    d4 = a4
  let a5 = v128.load32_splat(bias, 20)
  let b5 = a5,
    c5 = a5,
    d5 = a5
  for (let row = place.rows; row > 0; row--) {
    let weight = weights
    let input = operand
    const end = input + <usize>place.depth * ROW
    while (input < end) {
      const w = v128.load(input)
      const x = v128.load(input, 16)
      const y = v128.load(input, 32)
      const z = v128.load(input, 48)
      let factor = v128.load32_splat(weight)
      a0 = multiplyAdd(factor, w, a0)
      b0 = multiplyAdd(factor, x, b0)
      c0 = multiplyAdd(factor, y, c0)
      d0 = multiplyAdd(factor, z, d0)
      factor = v128.load32_splat(weight, 4)
      a1 = multiplyAdd(factor, w, a1)
      b1 = multiplyAdd(factor, x, b1)
      c1 = multiplyAdd(factor, y, c1)
      d1 = multiplyAdd(factor, z, d1)
      factor = v128.load32_splat(weight, 8)
      a2 = multiplyAdd(factor, w, a2)
      b2 = multiplyAdd(factor, x, b2)
      c2 = multiplyAdd(factor, y, c2)
      d2 = multiplyAdd(factor, z, d2)
      factor = v128.load32_splat(weight, 12)
      a3 = multiplyAdd(factor, w, a3)
      b3 = multiplyAdd(factor, x, b3)
      c3 = multiplyAdd(factor, y, c3)
      d3 = multiplyAdd(factor, z, d3)
      factor = v128.load32_splat(weight, 16)
      a4 = multiplyAdd(factor, w, a4)
      b4 = multiplyAdd(factor, x, b4)
      c4 = multiplyAdd(factor, y, c4)
      d4 = multiplyAdd(factor, z, d4)
      factor = v128.load32_splat(weight, 20)
      a5 = multiplyAdd(factor, w, a5)
      b5 = multiplyAdd(factor, x, b5)
      c5 = multiplyAdd(factor, y, c5)
      d5 = multiplyAdd(factor, z, d5)
      input += ROW
      weight += 24
    }
    weights += place.weightStride * 6
    operand += place.inputStride
  }
  if (shortcut) {
    a0 = f32x4.add(a0, v128.load(shortcut))
    b0 = f32x4.add(b0, v128.load(shortcut, 16))
    c0 = f32x4.add(c0, v128.load(shortcut, 32))
    d0 = f32x4.add(d0, v128.load(shortcut, 48))
    a1 = f32x4.add(a1, v128.load(shortcut, 64))
    b1 = f32x4.add(b1, v128.load(shortcut, 80))
    c1 = f32x4.add(c1, v128.load(shortcut, 96))
    d1 = f32x4.add(d1, v128.load(shortcut, 112))
    a2 = f32x4.add(a2, v128.load(shortcut, 128))
    b2 = f32x4.add(b2, v128.load(shortcut, 144))
    c2 = f32x4.add(c2, v128.load(shortcut, 160))
    d2 = f32x4.add(d2, v128.load(shortcut, 176))
    a3 = f32x4.add(a3, v128.load(shortcut, 192))
    b3 = f32x4.add(b3, v128.load(shortcut, 208))
    c3 = f32x4.add(c3, v128.load(shortcut, 224))
    d3 = f32x4.add(d3, v128.load(shortcut, 240))
    a4 = f32x4.add(a4, v128.load(shortcut, 256))
    b4 = f32x4.add(b4, v128.load(shortcut, 272))
    c4 = f32x4.add(c4, v128.load(shortcut, 288))
    d4 = f32x4.add(d4, v128.load(shortcut, 304))
    a5 = f32x4.add(a5, v128.load(shortcut, 320))
    b5 = f32x4.add(b5, v128.load(shortcut, 336))
    c5 = f32x4.add(c5, v128.load(shortcut, 352))
    d5 = f32x4.add(d5, v128.load(shortcut, 368))
  }
  if (place.rectified) {
    const zero = f32x4.splat(0)
    a0 = f32x4.max(a0, zero)
    b0 = f32x4.max(b0, zero)
    c0 = f32x4.max(c0, zero)
    d0 = f32x4.max(d0, zero)
    a1 = f32x4.max(a1, zero)
    b1 = f32x4.max(b1, zero)
    c1 = f32x4.max(c1, zero)
    d1 = f32x4.max(d1, zero)
    a2 = f32x4.max(a2, zero)
    b2 = f32x4.max(b2, zero)
    c2 = f32x4.max(c2, zero)
    d2 = f32x4.max(d2, zero)
    a3 = f32x4.max(a3, zero)
    b3 = f32x4.max(b3, zero)
    c3 = f32x4.max(c3, zero)
    d3 = f32x4.max(d3, zero)
    a4 = f32x4.max(a4, zero)
    b4 = f32x4.max(b4, zero)
    c4 = f32x4.max(c4, zero)
    d4 = f32x4.max(d4, zero)
    a5 = f32x4.max(a5, zero)
    b5 = f32x4.max(b5, zero)
    c5 = f32x4.max(c5, zero)
    d5 = f32x4.max(d5, zero)
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

export function fourRowsOfSixteen(
  place: Place,
  weights: usize,
  operand: usize,
  out: usize,
  bias: usize,
  shortcut: usize
): void {
  let a0 = v128.load32_splat(bias)
  let b0 = a0,
    c0 = a0,
    d0 = a0
  let a1 = v128.load32_splat(bias, 4)
  let b1 = a1,
    c1 = a1,
    d1 = a1
  let a2 = v128.load32_splat(bias, 8)
  let b2 = a2,
    c2 = a2,
    d2 = a2
  let a3 = v128.load32_splat(bias, 12)
  let b3 = a3,
    c3 = a3,
    d3 = a3
  for (let row = place.rows; row > 0; row--) {
    let weight = weights
    let input = operand
    const end = input + <usize>place.depth * ROW
    while (input < end) {
      const w = v128.load(input)
      const x = v128.load(input, 16)
      const y = v128.load(input, 32)
      const z = v128.load(input, 48)
      let factor = v128.load32_splat(weight)
      a0 = multiplyAdd(factor, w, a0)
      b0 = multiplyAdd(factor, x, b0)
      c0 = multiplyAdd(factor, y, c0)
      d0 = multiplyAdd(factor, z, d0)
      factor = v128.load32_splat(weight, 4)
      a1 = multiplyAdd(factor, w, a1)
      b1 = multiplyAdd(factor, x, b1)
      c1 = multiplyAdd(factor, y, c1)
      d1 = multiplyAdd(factor, z, d1)
      factor = v128.load32_splat(weight, 8)
      a2 = multiplyAdd(factor, w, a2)
      b2 = multiplyAdd(factor, x, b2)
      c2 = multiplyAdd(factor, y, c2)
      d2 = multiplyAdd(factor, z, d2)
      factor = v128.load32_splat(weight, 12)
      a3 = multiplyAdd(factor, w, a3)
      b3 = multiplyAdd(factor, x, b3)
      c3 = multiplyAdd(factor, y, c3)
      d3 = multiplyAdd(factor, z, d3)
      input += ROW
      weight += 16
    }
    weights += place.weightStride * 4
    operand += place.inputStride
  }
  if (shortcut) {
    a0 = f32x4.add(a0, v128.load(shortcut))
    b0 = f32x4.add(b0, v128.load(shortcut, 16))
    c0 = f32x4.add(c0, v128.load(shortcut, 32))
    d0 = f32x4.add(d0, v128.load(shortcut, 48))
    a1 = f32x4.add(a1, v128.load(shortcut, 64))
    b1 = f32x4.add(b1, v128.load(shortcut, 80))
    c1 = f32x4.add(c1, v128.load(shortcut, 96))
    d1 = f32x4.add(d1, v128.load(shortcut, 112))
    a2 = f32x4.add(a2, v128.load(shortcut, 128))
    b2 = f32x4.add(b2, v128.load(shortcut, 144))
    c2 = f32x4.add(c2, v128.load(shortcut, 160))
    d2 = f32x4.add(d2, v128.load(shortcut, 176))
    a3 = f32x4.add(a3, v128.load(shortcut, 192))
    b3 = f32x4.add(b3, v128.load(shortcut, 208))
    c3 = f32x4.add(c3, v128.load(shortcut, 224))
    d3 = f32x4.add(d3, v128.load(shortcut, 240))
  }
  if (place.rectified) {
    const zero = f32x4.splat(0)
    a0 = f32x4.max(a0, zero)
    b0 = f32x4.max(b0, zero)
    c0 = f32x4.max(c0, zero)
    d0 = f32x4.max(d0, zero)
    a1 = f32x4.max(a1, zero)
    b1 = f32x4.max(b1, zero)
    c1 = f32x4.max(c1, zero)
    d1 = f32x4.max(d1, zero)
    a2 = f32x4.max(a2, zero)
    b2 = f32x4.max(b2, zero)
    c2 = f32x4.max(c2, zero)
    d2 = f32x4.max(d2, zero)
    a3 = f32x4.max(a3, zero)
    b3 = f32x4.max(b3, zero)
    c3 = f32x4.max(c3, zero)
    d3 = f32x4.max(d3, zero)
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
