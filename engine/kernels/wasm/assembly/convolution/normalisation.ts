import { multiplyAdd, PAIR, ROW } from '../lanes'

/**
 * Batch normalisation of the patches of a shard, with shortcut and rectifier, and the way back.
 * Images have a border of one pixel; steps are bytes. kernels/training-plan.ts lays it into memory
 * in this order.
 */
@unmanaged
class NormalisationPlan {
  groups: i32
  height: i32
  width: i32
  channels: i32
  /** From a row of an image to the next, and from a group's image to the next. */
  row: i32
  group: i32
  /** The convolution's outputs, first pixel of the first group. */
  values: usize
  /** What the normalisation gives, or 0 where `shortcut` is such an output on the way back. */
  output: usize
  /** Added before the rectifier, or 0. */
  shortcut: usize
  rectified: i32
  /** A row of lanes each group: one where there is a patch, else zero. */
  mask: usize
  /** Patches times pixels. */
  count: f32
  epsilon: f32
  /** One float a channel. */
  gamma: usize
  beta: usize
  /** Filled: one float a channel each. */
  mean: usize
  /** Reciprocal of the deviation. */
  scale: usize
  variance: usize
  /** Two rows of lanes a channel. */
  sums: usize
  /**
   * On the way back: the output's gradients, those of `values` (may be the same), and one float a
   * channel each.
   */
  outputGradients: usize
  valueGradients: usize
  gammaGradient: usize
  betaGradient: usize
}

/**
 * Means and deviations of the channels, then output = max(0, γ·(values − mean)·scale + β +
 * shortcut).
 */
export function normalise(at: usize): void {
  const plan = changetype<NormalisationPlan>(at)
  const width = <usize>plan.channels * ROW
  memory.fill(plan.sums, 0, 2 * width)
  for (let group = 0; group < plan.groups; group++) {
    const mask = plan.mask + <usize>group * ROW
    for (let y = 0; y < plan.height; y++) {
      let value = plan.values + <usize>(group * plan.group + y * plan.row)
      for (let x = 0; x < plan.width; x++) {
        gather(value, mask, plan.sums, width)
        value += width
      }
    }
  }
  for (let channel = 0; channel < plan.channels; channel++) {
    const offset = (<usize>channel) << 2
    const mean = laneSum(plan.sums + <usize>channel * ROW) / plan.count
    const square = laneSum(plan.sums + width + <usize>channel * ROW) / plan.count
    const variance = max<f32>(0, square - mean * mean)
    store<f32>(plan.mean + offset, mean)
    store<f32>(plan.variance + offset, variance)
    store<f32>(plan.scale + offset, 1 / sqrt(variance + plan.epsilon))
  }
  for (let group = 0; group < plan.groups; group++)
    for (let y = 0; y < plan.height; y++) {
      const start = <usize>(group * plan.group + y * plan.row)
      for (let x = 0; x < plan.width; x++) apply(plan, start + <usize>x * width)
    }
}

/** Sums of the values and of their squares, of the patches that are there. */
function gather(value: usize, mask: usize, sums: usize, width: usize): void {
  for (let start: usize = 0; start < width; start += ROW)
    for (let lane: usize = 0; lane < ROW; lane += PAIR) {
      const at = start + lane
      const left = f32x4.mul(v128.load(value + at), v128.load(mask + lane))
      const right = f32x4.mul(v128.load(value + at, 16), v128.load(mask + lane, 16))
      v128.store(sums + at, f32x4.add(v128.load(sums + at), left))
      v128.store(sums + at, f32x4.add(v128.load(sums + at, 16), right), 16)
      const squares = sums + width + at
      v128.store(squares, multiplyAdd(left, left, v128.load(squares)))
      v128.store(squares, multiplyAdd(right, right, v128.load(squares, 16)), 16)
    }
}

function laneSum(at: usize): f32 {
  let sum: f32 = 0
  for (let lane: usize = 0; lane < ROW; lane += 4) sum += load<f32>(at + lane)
  return sum
}

function apply(plan: NormalisationPlan, offset: usize): void {
  const zero = f32x4.splat(0)
  for (let channel = 0; channel < plan.channels; channel++) {
    const float = (<usize>channel) << 2
    const slope = load<f32>(plan.gamma + float) * load<f32>(plan.scale + float)
    const factor = f32x4.splat(slope)
    const add = f32x4.splat(load<f32>(plan.beta + float) - load<f32>(plan.mean + float) * slope)
    const from = offset + <usize>channel * ROW
    for (let lane: usize = 0; lane < ROW; lane += PAIR) {
      const at = from + lane
      let left = multiplyAdd(v128.load(plan.values + at), factor, add)
      let right = multiplyAdd(v128.load(plan.values + at, 16), factor, add)
      if (plan.shortcut) {
        left = f32x4.add(left, v128.load(plan.shortcut + at))
        right = f32x4.add(right, v128.load(plan.shortcut + at, 16))
      }
      if (plan.rectified) {
        left = f32x4.max(left, zero)
        right = f32x4.max(right, zero)
      }
      v128.store(plan.output + at, left)
      v128.store(plan.output + at, right, 16)
    }
  }
}

/**
 * Gradients of the values, of γ and of β. Where the output was rectified its gradients become those
 * before the rectifier first, in place: they are the shortcut's, too.
 */
export function normaliseBackward(at: usize): void {
  const plan = changetype<NormalisationPlan>(at)
  const width = <usize>plan.channels * ROW
  memory.fill(plan.sums, 0, 2 * width)
  for (let group = 0; group < plan.groups; group++) {
    const mask = plan.mask + <usize>group * ROW
    for (let y = 0; y < plan.height; y++) {
      const start = <usize>(group * plan.group + y * plan.row)
      for (let x = 0; x < plan.width; x++) {
        const offset = start + <usize>x * width
        if (plan.rectified) cut(plan.outputGradients + offset, plan.output + offset, mask, width)
        gatherBack(plan, offset, width)
      }
    }
  }
  for (let channel = 0; channel < plan.channels; channel++) {
    const float = (<usize>channel) << 2
    const sum = laneSum(plan.sums + <usize>channel * ROW)
    const product = laneSum(plan.sums + width + <usize>channel * ROW)
    const scale = load<f32>(plan.scale + float)
    const ofGamma = (product - load<f32>(plan.mean + float) * sum) * scale
    store<f32>(plan.betaGradient + float, sum)
    store<f32>(plan.gammaGradient + float, ofGamma)
    // values' gradient = a·(output's gradient) + b·value + c
    const a = load<f32>(plan.gamma + float) * scale
    const b = (-a * scale * ofGamma) / plan.count
    const c = (-a * sum) / plan.count - b * load<f32>(plan.mean + float)
    const into = plan.sums + <usize>channel * ROW
    store<f32>(into, a)
    store<f32>(into, b, 4)
    store<f32>(into, c, 8)
  }
  for (let group = 0; group < plan.groups; group++)
    for (let y = 0; y < plan.height; y++) {
      const start = <usize>(group * plan.group + y * plan.row)
      for (let x = 0; x < plan.width; x++)
        applyBack(plan, start + <usize>x * width, plan.mask + <usize>group * ROW)
    }
}

function cut(gradient: usize, output: usize, mask: usize, width: usize): void {
  const zero = f32x4.splat(0)
  for (let start: usize = 0; start < width; start += ROW)
    for (let lane: usize = 0; lane < ROW; lane += PAIR) {
      const at = start + lane
      const left = v128.and(v128.load(gradient + at), f32x4.gt(v128.load(output + at), zero))
      const right = v128.and(v128.load(gradient + at, 16), f32x4.gt(v128.load(output + at, 16), zero))
      v128.store(gradient + at, f32x4.mul(left, v128.load(mask + lane)))
      v128.store(gradient + at, f32x4.mul(right, v128.load(mask + lane, 16)), 16)
    }
}

/** Sums of the gradients, and of their products with the values. */
function gatherBack(plan: NormalisationPlan, offset: usize, width: usize): void {
  for (let at: usize = 0; at < width; at += PAIR) {
    const left = v128.load(plan.outputGradients + offset + at)
    const right = v128.load(plan.outputGradients + offset + at, 16)
    const sums = plan.sums + at
    v128.store(sums, f32x4.add(v128.load(sums), left))
    v128.store(sums, f32x4.add(v128.load(sums, 16), right), 16)
    const products = sums + width
    const value = plan.values + offset + at
    v128.store(products, multiplyAdd(left, v128.load(value), v128.load(products)))
    v128.store(products, multiplyAdd(right, v128.load(value, 16), v128.load(products, 16)), 16)
  }
}

function applyBack(plan: NormalisationPlan, offset: usize, mask: usize): void {
  for (let channel = 0; channel < plan.channels; channel++) {
    const factors = plan.sums + <usize>channel * ROW
    const a = v128.load32_splat(factors)
    const b = v128.load32_splat(factors, 4)
    const c = v128.load32_splat(factors, 8)
    const from = offset + <usize>channel * ROW
    for (let lane: usize = 0; lane < ROW; lane += PAIR) {
      const at = from + lane
      const left = multiplyAdd(
        v128.load(plan.outputGradients + at),
        a,
        multiplyAdd(v128.load(plan.values + at), b, c)
      )
      const right = multiplyAdd(
        v128.load(plan.outputGradients + at, 16),
        a,
        multiplyAdd(v128.load(plan.values + at, 16), b, c)
      )
      v128.store(plan.valueGradients + at, f32x4.mul(left, v128.load(mask + lane)))
      v128.store(plan.valueGradients + at, f32x4.mul(right, v128.load(mask + lane, 16)), 16)
    }
  }
}
