import { putImagePlan } from './image-plan.ts'
import type { Arena } from './memory.ts'
import { instantiate, type Kernels } from './module.ts'
import { openKernels } from './open.ts'
import { blockOf, paddedRows } from './packing.ts'
import { joined } from './wide.ts'

/** [height][width][channels] */
export type ImageShape = readonly [number, number, number]

/** Where a window lies at the first place of the output, and how far it moves. */
export interface Window {
  height: number
  width: number
  stride: number
  /** Rows above and columns beside the image. */
  top: number
  left: number
}

/** One layer of a network over images. Numbers name what earlier layers gave: 0 is the image, n the output of layer n − 1. */
export interface ImageLayer {
  kind: 'convolution' | 'maximum' | 'mean'
  input: number
  /** As this layer sees it: a flattened image is one pixel of many channels. */
  inputShape: ImageShape
  shape: ImageShape
  window: Window
  /** Of a convolution. */
  weights?: ConvolutionWeights
}

export interface ConvolutionWeights {
  /** [window height][window width][channels][outputs], as TensorFlow has it */
  kernel: Float32Array
  /** What the kernel of each output is multiplied by. */
  factors: Float32Array
  bias: Float32Array
  /** What is added to the outputs before they are rectified; null for nothing. */
  shortcut: number | null
  /** Negative outputs become zero. */
  rectified: boolean
}

/** Weights so large, in bytes, are read once for all rows of the output: they would not stay in the cache between them. */
const CACHED = 256 * 1024

/** Computes layers over images, a group of patches at a time, in the memory of an instance of its own, where the weights stay. */
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

  /** @param values [count][height][width][channels]; gives [count][height·width·channels] of the last layer */
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

/** Rows of an output; one pixel may be filled up (assembly/product.ts). */
const rowsOf = ([height, width, channels]: ImageShape) =>
  height * width === 1 ? paddedRows(channels) : height * width * channels

/** An output's memory is used again as soon as nobody reads it any more: what is written next is then in the cache still. */
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

/** A kernel is packed so many k at a time: what is read of it then stays in the cache from block to block. */
const TOGETHER = 64

/** As `packRows` packs, of millions of weights: block by block, within a block k by k. */
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
