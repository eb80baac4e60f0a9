import { multiplyAdd, PAIR, ROW, VECTOR } from '../lanes'
import { LANES } from '../width'

/**
 * The gradient of a convolution's weights. Steps are bytes; kernels/training-plan.ts lays it into
 * memory in this order.
 */
@unmanaged
class KernelGradientPlan {
  /** Where the first window begins. */
  input: usize
  inputRow: i32
  inputPixel: i32
  windowRow: i32
  windowHeight: i32
  depth: i32
  /** Gradients of the outputs. */
  deltas: usize
  deltaRow: i32
  deltaPixel: i32
  height: i32
  width: i32
  /** A multiple of two; the deltas of six may be read from the last ones on. */
  outputs: i32
  /** [window row][depth][outputs], as TensorFlow has it: added to. */
  gradient: usize
}

/**
 * gradient[window row, k, output] += Σ_y,x,lane deltas[y, x, output] · window[y, x, window row, k].
 * As outer.ts, but all pixels of the image pass before a tile of six outputs by two k leaves its
 * registers, where its lanes are summed.
 */
export function kernelGradient(at: usize): void {
  const plan = changetype<KernelGradientPlan>(at)
  for (let output = 0; output < plan.outputs; output += 6) {
    const deltas = plan.deltas + <usize>output * ROW
    const rows = min(6, plan.outputs - output)
    for (let row = 0; row < plan.windowHeight; row++) {
      const input = plan.input + <usize>(row * plan.windowRow)
      for (let k = 0; k < plan.depth; k += 2) {
        const columns = min(2, plan.depth - k)
        if (LANES == 16) tileWide(plan, deltas, input + <usize>k * ROW)
        else tile(plan, deltas, input + <usize>k * ROW)
        const first = (row * plan.depth + k) * plan.outputs + output
        for (let column = 0; column < columns; column++) {
          let gradient = plan.gradient + ((<usize>(first + column * plan.outputs)) << 2)
          for (let i = 0; i < rows; i++) {
            store<f32>(gradient, load<f32>(gradient) + sumOf(sums + <usize>(2 * i + column) * VECTOR))
            gradient += 4
          }
        }
      }
    }
  }
}

/** Twelve vectors: six outputs, two k each. */
const sums = memory.data(192, 16)

function sumOf(at: usize): f32 {
  return load<f32>(at) + load<f32>(at, 4) + (load<f32>(at, 8) + load<f32>(at, 12))
}

function tile(plan: KernelGradientPlan, deltas: usize, input: usize): void {
  const zero = f32x4.splat(0)
  let a0 = zero,
    a1 = zero,
    b0 = zero,
    b1 = zero,
    c0 = zero,
    c1 = zero
  let d0 = zero,
    d1 = zero,
    e0 = zero,
    e1 = zero,
    f0 = zero,
    f1 = zero
  for (let half: usize = 0; half < ROW; half += VECTOR) {
    let deltaRow = deltas + half
    let inputRow = input + half
    for (let y = 0; y < plan.height; y++) {
      let x = inputRow
      const end = deltaRow + <usize>(plan.width * plan.deltaPixel)
      for (let at = deltaRow; at < end; at += plan.deltaPixel) {
        const x0 = v128.load(x)
        const x1 = v128.load(x, 32)
        let g = v128.load(at)
        a0 = multiplyAdd(g, x0, a0)
        a1 = multiplyAdd(g, x1, a1)
        g = v128.load(at, 32)
        b0 = multiplyAdd(g, x0, b0)
        b1 = multiplyAdd(g, x1, b1)
        g = v128.load(at, 64)
        c0 = multiplyAdd(g, x0, c0)
        c1 = multiplyAdd(g, x1, c1)
        g = v128.load(at, 96)
        d0 = multiplyAdd(g, x0, d0)
        d1 = multiplyAdd(g, x1, d1)
        g = v128.load(at, 128)
        e0 = multiplyAdd(g, x0, e0)
        e1 = multiplyAdd(g, x1, e1)
        g = v128.load(at, 160)
        f0 = multiplyAdd(g, x0, f0)
        f1 = multiplyAdd(g, x1, f1)
        x += plan.inputPixel
      }
      deltaRow += plan.deltaRow
      inputRow += plan.inputRow
    }
  }
  v128.store(sums, a0)
  v128.store(sums, a1, 16)
  v128.store(sums, b0, 32)
  v128.store(sums, b1, 48)
  v128.store(sums, c0, 64)
  v128.store(sums, c1, 80)
  v128.store(sums, d0, 96)
  v128.store(sums, d1, 112)
  v128.store(sums, e0, 128)
  v128.store(sums, e1, 144)
  v128.store(sums, f0, 160)
  v128.store(sums, f1, 176)
}

/** Both vectors of each pair, whose sums are joined at the end. */
const pairs = memory.data(384, 32)

function tileWide(plan: KernelGradientPlan, deltas: usize, input: usize): void {
  for (let at: usize = 0; at < 384; at += 32) {
    v128.store(pairs + at, f32x4.splat(0))
    v128.store(pairs + at, f32x4.splat(0), 16)
  }
  let a0 = v128.load(pairs)
  let a0Right = v128.load(pairs, 16)
  let a1 = v128.load(pairs, 32)
  let a1Right = v128.load(pairs, 48)
  let b0 = v128.load(pairs, 64)
  let b0Right = v128.load(pairs, 80)
  let b1 = v128.load(pairs, 96)
  let b1Right = v128.load(pairs, 112)
  let c0 = v128.load(pairs, 128)
  let c0Right = v128.load(pairs, 144)
  let c1 = v128.load(pairs, 160)
  let c1Right = v128.load(pairs, 176)
  let d0 = v128.load(pairs, 192)
  let d0Right = v128.load(pairs, 208)
  let d1 = v128.load(pairs, 224)
  let d1Right = v128.load(pairs, 240)
  let e0 = v128.load(pairs, 256)
  let e0Right = v128.load(pairs, 272)
  let e1 = v128.load(pairs, 288)
  let e1Right = v128.load(pairs, 304)
  let f0 = v128.load(pairs, 320)
  let f0Right = v128.load(pairs, 336)
  let f1 = v128.load(pairs, 352)
  let f1Right = v128.load(pairs, 368)
  const deltaPixel = <usize>plan.deltaPixel
  const inputPixel = <usize>plan.inputPixel
  const across = <usize>plan.width * deltaPixel
  for (let half: usize = 0; half < ROW; half += PAIR) {
    let deltaRow = deltas + half
    let inputRow = input + half
    for (let y = plan.height; y > 0; y--) {
      let x = inputRow
      const end = deltaRow + across
      for (let at = deltaRow; at < end; at += deltaPixel) {
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
        x += inputPixel
      }
      deltaRow += plan.deltaRow
      inputRow += plan.inputRow
    }
  }
  v128.store(pairs, a0)
  v128.store(pairs, a0Right, 16)
  v128.store(pairs, a1, 32)
  v128.store(pairs, a1Right, 48)
  v128.store(pairs, b0, 64)
  v128.store(pairs, b0Right, 80)
  v128.store(pairs, b1, 96)
  v128.store(pairs, b1Right, 112)
  v128.store(pairs, c0, 128)
  v128.store(pairs, c0Right, 144)
  v128.store(pairs, c1, 160)
  v128.store(pairs, c1Right, 176)
  v128.store(pairs, d0, 192)
  v128.store(pairs, d0Right, 208)
  v128.store(pairs, d1, 224)
  v128.store(pairs, d1Right, 240)
  v128.store(pairs, e0, 256)
  v128.store(pairs, e0Right, 272)
  v128.store(pairs, e1, 288)
  v128.store(pairs, e1Right, 304)
  v128.store(pairs, f0, 320)
  v128.store(pairs, f0Right, 336)
  v128.store(pairs, f1, 352)
  v128.store(pairs, f1Right, 368)
  for (let i: usize = 0; i < 12; i++)
    v128.store(sums + i * 16, f32x4.add(v128.load(pairs + i * 32), v128.load(pairs + i * 32, 16)))
}
