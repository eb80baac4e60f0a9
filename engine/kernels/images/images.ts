import { openKernels } from '../open.ts'
import type { Arena } from '../wasm/memory.ts'
import { instantiate, type Kernels } from '../wasm/module.ts'
import { blockOf, paddedRows } from '../wasm/packing.ts'
import { joined } from '../wide.ts'
import { putImagePlan } from './image-plan.ts'

/** [height][width][channels] */
export type ImageShape = readonly [number, number, number]

/** The position of a window at the first place of the output, and its stride. */
export interface Window {
  height: number
  width: number
  stride: number
  /** Rows above the image and columns to its left. */
  top: number
  left: number
}

/**
 * One layer of an image network. Numbers refer to results of earlier layers: 0 is the image, n the
 * output of layer n − 1.
 */
export interface ImageLayer {
  kind: 'convolution' | 'maximum' | 'mean'
  input: number
  /** Input shape as this layer sees it: a flattened image is one pixel with many channels. */
  inputShape: ImageShape
  shape: ImageShape
  window: Window
  /** For a convolution. */
  weights?: ConvolutionWeights
}

export interface ConvolutionWeights {
  /** [window height][window width][channels][outputs], TensorFlow's layout */
  kernel: Float32Array
  /** Factor for the kernel of each output. */
  factors: Float32Array
  bias: Float32Array
  /** Number of the result that is added to the outputs before rectification; null for none. */
  shortcut: number | null
  /** Whether negative outputs become zero. */
  rectified: boolean
}

/**
 * Size in bytes up to which weights stay in the cache between rows of the output. Larger weights
 * are read once for all rows.
 */
const CACHED = 256 * 1024

/**
 * Computes image layers, a group of patches at a time. The weights stay in the memory of an
 * instance of its own.
 */
export class ImageNetwork {
  readonly #kernels: Kernels
  readonly #image: ImageShape
  readonly #source: number
  readonly #result: { address: number; count: number }
  readonly #calls: (() => void)[]

  /** @param image shape of a patch; the last layer's output is the result */
  constructor(image: ImageShape, layers: readonly ImageLayer[]) {
    const { build } = openKernels()
    this.#kernels = joined(() => instantiate(build))
    const { arena, run } = this.#kernels
    this.#image = image
    const shapes = [image, ...layers.map(layer => layer.shape)]
    const addresses = placeOutputs(this.#kernels, shapes, layers)
    this.#source = addresses[0]!
    this.#calls = layers.map((layer, i) => {
      const plan = putLayer(this.#kernels, layer, addresses, i + 1)
      if (layer.kind === 'convolution') return () => run.convolve(plan)
      return layer.kind === 'maximum' ? () => run.poolMaximum(plan) : () => run.poolMean(plan)
    })
    this.#result = { address: addresses.at(-1)!, count: sizeOf(shapes.at(-1)!) }
    arena.floats(this.#source, sizeOf(image) * arena.lanes).fill(0)
  }

  /**
   * @param values [count][height][width][channels]
   * @returns the last layer's output, [count][height·width·channels]
   */
  compute(values: Float32Array, count: number): Float32Array {
    const { arena } = this.#kernels
    const { lanes } = arena
    const size = sizeOf(this.#image)
    const { address, count: outputs } = this.#result
    const results = new Float32Array(count * outputs)
    for (let first = 0; first < count; first += lanes) {
      const patches = Math.min(lanes, count - first)
      const rows = arena.floats(this.#source, size * lanes)
      for (let lane = 0; lane < patches; lane++) {
        const from = (first + lane) * size
        for (let i = 0; i < size; i++) rows[i * lanes + lane] = values[from + i]!
      }
      for (const call of this.#calls) call()
      const found = arena.floats(address, outputs * lanes)
      for (let lane = 0; lane < patches; lane++)
        for (let i = 0; i < outputs; i++) results[(first + lane) * outputs + i] = found[i * lanes + lane]!
    }
    return results
  }
}

const sizeOf = ([height, width, channels]: ImageShape) => height * width * channels

/** Returns the rows of an output. An output of one pixel may be padded (assembly/product.ts). */
const rowsOf = ([height, width, channels]: ImageShape) =>
  height * width === 1 ? paddedRows(channels) : height * width * channels

/**
 * Assigns memory to outputs. Memory is reused after its last reader, so that the next output is
 * written to memory still in the cache.
 */
function placeOutputs({ arena }: Kernels, shapes: ImageShape[], layers: readonly ImageLayer[]): number[] {
  const lastRead = shapes.map((_, i) =>
    i === shapes.length - 1
      ? layers.length
      : layers.findLastIndex(({ input, weights }) => input === i || weights?.shortcut === i)
  )
  const free: { address: number; rows: number }[] = []
  const addresses: number[] = []
  const held: { address: number; rows: number; until: number }[] = []
  shapes.forEach((shape, i) => {
    const layer = i - 1
    for (const done of held.filter(({ until }) => until < layer)) {
      held.splice(held.indexOf(done), 1)
      free.push(done)
    }
    const rows = rowsOf(shape)
    const fitting = free.filter(place => place.rows >= rows).sort((a, b) => a.rows - b.rows)[0]
    if (fitting) free.splice(free.indexOf(fitting), 1)
    const place = fitting ?? { address: arena.reserveRows(rows), rows }
    held.push({ ...place, until: lastRead[i]! })
    addresses.push(place.address)
  })
  return addresses
}

function putLayer(
  { arena }: Kernels,
  { input, inputShape, shape, window, weights }: ImageLayer,
  addresses: number[],
  output: number
): number {
  const [height, width, channels] = inputShape
  const [outHeight, outWidth, outputs] = shape
  const depth = window.height * window.width * channels
  const bytes = paddedRows(outputs) * depth * Float32Array.BYTES_PER_ELEMENT
  return putImagePlan(arena, {
    input: addresses[input]!,
    height,
    width,
    channels,
    output: addresses[output]!,
    outHeight,
    outWidth,
    outputs,
    windowHeight: window.height,
    windowWidth: window.width,
    stride: window.stride,
    top: window.top,
    left: window.left,
    weights: weights ? putKernel(arena, weights, outputs, depth) : 0,
    bias: weights ? arena.put(filledUp(weights.bias, paddedRows(outputs))) : 0,
    shortcut: weights && weights.shortcut !== null ? addresses[weights.shortcut]! : 0,
    rectified: weights?.rectified ? 1 : 0,
    band: weights && bytes <= CACHED ? 1 : outHeight
  })
}

/**
 * Number of k packed at a time, so that the part of the kernel being read stays in the cache from
 * block to block.
 */
const TOGETHER = 64

/** Same layout as `packRows`, fast enough for millions of weights: by block, then k by k. */
function putKernel(
  arena: Arena,
  { kernel, factors }: ConvolutionWeights,
  outputs: number,
  depth: number
): number {
  const rows = paddedRows(outputs)
  const address = arena.reserve(rows * depth)
  const packed = arena.floats(address, rows * depth)
  for (let start = 0; start < depth; start += TOGETHER) {
    const end = Math.min(depth, start + TOGETHER)
    for (let first = 0; first < rows; first += blockOf(rows - first)) {
      const block = blockOf(rows - first)
      const inside = Math.min(block, outputs - first)
      for (let k = start, at = first * depth + start * block; k < end; k++, at += block)
        for (let row = 0, from = k * outputs + first; row < inside; row++, from++)
          packed[at + row] = factors[first + row]! * kernel[from]!
    }
  }
  return address
}

function filledUp(values: Float32Array, size: number): Float32Array {
  const result = new Float32Array(size)
  result.set(values)
  return result
}
