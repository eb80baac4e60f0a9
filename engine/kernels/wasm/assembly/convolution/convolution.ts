import { ROW } from '../lanes'
import { blockOf, paddedRows } from '../product'
import { fourOutputs, sixOutputs } from '../unrolled'
import { Place } from './place'

/**
 * A layer over the images of one group: [height][width][channels] rows of lanes. The host writes
 * the fields into memory in this order (kernels/image-plan.ts). The first window starts `top` rows
 * above and `left` columns to the left of the image.
 */
@unmanaged
class ImagePlan {
  input: usize
  height: i32
  width: i32
  channels: i32
  output: usize
  outHeight: i32
  outWidth: i32
  /**
   * Channels of the output: an even number, at least four; any number if the output is one pixel.
   */
  outputs: i32
  windowHeight: i32
  windowWidth: i32
  stride: i32
  top: i32
  left: i32
  /** Packed as product.ts reads them, k being [window row][window column][channel]. */
  weights: usize
  /** One float per output, padded like the weights. */
  bias: usize
  /** Shortcut to add, of the output's shape, or 0. */
  shortcut: usize
  rectified: i32
  /**
   * Output rows that are finished before the next ones start, so that weights and input share the
   * cache.
   */
  band: i32
}

/** Returns the bytes of a pixel. */
function pixel(channels: i32): usize {
  return <usize>channels * ROW
}

/**
 * Convolution with bias, shortcut and rectifier. Places outside the image are skipped, not
 * multiplied by zero.
 */
export function convolve(at: usize): void {
  const plan = changetype<ImagePlan>(at)
  const place = changetype<Place>(placeAt)
  place.inputStride = <usize>plan.width * pixel(plan.channels)
  place.weightStride = (<usize>(plan.windowWidth * plan.channels)) << 2
  place.rectified = plan.rectified != 0
  for (let first = 0; first < plan.outHeight; first += plan.band) {
    const last = min(plan.outHeight, first + plan.band)
    let weights = plan.weights
    let output = 0
    for (let left = paddedRows(plan.outputs); left > 0; ) {
      const block = blockOf(left)
      for (let y = first; y < last; y++)
        for (let x = 0; x < plan.outWidth; x++) convolvePlace(plan, place, weights, y, x, output, block)
      weights += <usize>(block * plan.windowHeight) * place.weightStride
      output += block
      left -= block
    }
  }
}

const placeAt = memory.data(32)

function convolvePlace(
  plan: ImagePlan,
  place: Place,
  weights: usize,
  y: i32,
  x: i32,
  output: i32,
  block: i32
): void {
  const top = y * plan.stride - plan.top
  const left = x * plan.stride - plan.left
  const firstRow = max(0, -top)
  const firstColumn = max(0, -left)
  const columns = min(plan.windowWidth, plan.width - left) - firstColumn
  place.rows = min(plan.windowHeight, plan.height - top) - firstRow
  place.depth = columns * plan.channels
  const input =
    plan.input + <usize>((top + firstRow) * plan.width + left + firstColumn) * pixel(plan.channels)
  const skipped = <usize>firstRow * place.weightStride + ((<usize>(firstColumn * plan.channels)) << 2)
  const from = weights + skipped * <usize>block
  const offset = <usize>(y * plan.outWidth + x) * pixel(plan.outputs) + <usize>output * ROW
  const out = plan.output + offset
  const shortcut = plan.shortcut ? plan.shortcut + offset : 0
  const bias = plan.bias + ((<usize>output) << 2)
  if (block == 6) sixOutputs(place, from, input, out, bias, shortcut)
  else fourOutputs(place, from, input, out, bias, shortcut)
}

/** Maximum of each window, channel by channel. */
export function poolMaximum(at: usize): void {
  const plan = changetype<ImagePlan>(at)
  const size = pixel(plan.channels)
  for (let y = 0; y < plan.outHeight; y++)
    for (let x = 0; x < plan.outWidth; x++) {
      const top = y * plan.stride - plan.top
      const left = x * plan.stride - plan.left
      const out = plan.output + <usize>(y * plan.outWidth + x) * size
      let begun = false
      for (let row = max(0, top); row < min(plan.height, top + plan.windowHeight); row++)
        for (let column = max(0, left); column < min(plan.width, left + plan.windowWidth); column++) {
          const input = plan.input + <usize>(row * plan.width + column) * size
          if (begun) larger(out, input, size)
          else memory.copy(out, input, size)
          begun = true
        }
    }
}

function larger(out: usize, input: usize, size: usize): void {
  for (let at: usize = 0; at < size; at += 32) {
    const left = f32x4.max(v128.load(out + at), v128.load(input + at))
    const right = f32x4.max(v128.load(out + at, 16), v128.load(input + at, 16))
    v128.store(out + at, left)
    v128.store(out + at, right, 16)
  }
}

/** Mean of each channel over the whole image. */
export function poolMean(at: usize): void {
  const plan = changetype<ImagePlan>(at)
  const size = pixel(plan.channels)
  const pixels = plan.height * plan.width
  memory.copy(plan.output, plan.input, size)
  for (let i = 1; i < pixels; i++) add(plan.output, plan.input + <usize>i * size, size)
  const share = f32x4.splat(1.0 / <f32>pixels)
  for (let at: usize = 0; at < size; at += 16)
    v128.store(plan.output + at, f32x4.mul(share, v128.load(plan.output + at)))
}

function add(out: usize, input: usize, size: usize): void {
  for (let at: usize = 0; at < size; at += 16)
    v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(input + at)))
}
