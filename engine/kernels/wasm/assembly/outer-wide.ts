import { multiplyAdd, PAIR, ROW } from './lanes'

/**
 * A tile of outer.ts for rows of sixteen lanes: the left half of every row, then the right half.
 */
export function tileWide(
  delta: usize,
  deltaStride: usize,
  operand: usize,
  operandStride: usize,
  steps: i32,
  out: usize
): void {
  let a0 = v128.load(out)
  let a0Right = v128.load(out, 16)
  let a1 = v128.load(out, 32)
  let a1Right = v128.load(out, 48)
  let b0 = v128.load(out, 64)
  let b0Right = v128.load(out, 80)
  let b1 = v128.load(out, 96)
  let b1Right = v128.load(out, 112)
  let c0 = v128.load(out, 128)
  let c0Right = v128.load(out, 144)
  let c1 = v128.load(out, 160)
  let c1Right = v128.load(out, 176)
  let d0 = v128.load(out, 192)
  let d0Right = v128.load(out, 208)
  let d1 = v128.load(out, 224)
  let d1Right = v128.load(out, 240)
  let e0 = v128.load(out, 256)
  let e0Right = v128.load(out, 272)
  let e1 = v128.load(out, 288)
  let e1Right = v128.load(out, 304)
  let f0 = v128.load(out, 320)
  let f0Right = v128.load(out, 336)
  let f1 = v128.load(out, 352)
  let f1Right = v128.load(out, 368)
  const end = delta + <usize>steps * deltaStride
  for (let half: usize = 0; half < ROW; half += PAIR) {
    let x = operand + half
    for (let at = delta + half; at < end; at += deltaStride) {
      const x0 = v128.load(x)
      const x0Right = v128.load(x, 16)
      const x1 = v128.load(x, 64)
      const x1Right = v128.load(x, 80)
      let g = v128.load(at)
      let gRight = v128.load(at, 16)
      a0 = multiplyAdd(g, x0, a0)
      a0Right = multiplyAdd(gRight, x0Right, a0Right)
      a1 = multiplyAdd(g, x1, a1)
      a1Right = multiplyAdd(gRight, x1Right, a1Right)
      g = v128.load(at, 64)
      gRight = v128.load(at, 80)
      b0 = multiplyAdd(g, x0, b0)
      b0Right = multiplyAdd(gRight, x0Right, b0Right)
      b1 = multiplyAdd(g, x1, b1)
      b1Right = multiplyAdd(gRight, x1Right, b1Right)
      g = v128.load(at, 128)
      gRight = v128.load(at, 144)
      c0 = multiplyAdd(g, x0, c0)
      c0Right = multiplyAdd(gRight, x0Right, c0Right)
      c1 = multiplyAdd(g, x1, c1)
      c1Right = multiplyAdd(gRight, x1Right, c1Right)
      g = v128.load(at, 192)
      gRight = v128.load(at, 208)
      d0 = multiplyAdd(g, x0, d0)
      d0Right = multiplyAdd(gRight, x0Right, d0Right)
      d1 = multiplyAdd(g, x1, d1)
      d1Right = multiplyAdd(gRight, x1Right, d1Right)
      g = v128.load(at, 256)
      gRight = v128.load(at, 272)
      e0 = multiplyAdd(g, x0, e0)
      e0Right = multiplyAdd(gRight, x0Right, e0Right)
      e1 = multiplyAdd(g, x1, e1)
      e1Right = multiplyAdd(gRight, x1Right, e1Right)
      g = v128.load(at, 320)
      gRight = v128.load(at, 336)
      f0 = multiplyAdd(g, x0, f0)
      f0Right = multiplyAdd(gRight, x0Right, f0Right)
      f1 = multiplyAdd(g, x1, f1)
      f1Right = multiplyAdd(gRight, x1Right, f1Right)
      x += operandStride
    }
  }
  v128.store(out, a0)
  v128.store(out, a0Right, 16)
  v128.store(out, a1, 32)
  v128.store(out, a1Right, 48)
  v128.store(out, b0, 64)
  v128.store(out, b0Right, 80)
  v128.store(out, b1, 96)
  v128.store(out, b1Right, 112)
  v128.store(out, c0, 128)
  v128.store(out, c0Right, 144)
  v128.store(out, c1, 160)
  v128.store(out, c1Right, 176)
  v128.store(out, d0, 192)
  v128.store(out, d0Right, 208)
  v128.store(out, d1, 224)
  v128.store(out, d1Right, 240)
  v128.store(out, e0, 256)
  v128.store(out, e0Right, 272)
  v128.store(out, e1, 288)
  v128.store(out, e1Right, 304)
  v128.store(out, f0, 320)
  v128.store(out, f0Right, 336)
  v128.store(out, f1, 352)
  v128.store(out, f1Right, 368)
}
