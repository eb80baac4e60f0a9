import { openKernels } from '../open.ts'
import { type Build, instantiate, type Kernels } from '../wasm/module.ts'
import { blockOf, paddedRows } from '../wasm/packing.ts'
import { joined } from '../wide.ts'
import type { ImageShape, Window } from './images.ts'
import { putCorrelation, putKernelGradient, putNormalisation, setCount } from './training-plan.ts'

/** A convolution without bias and its batch normalisation, as they are trained. */
export interface NormalisedConvolution {
  /** Whose output is read: 0 is the image, n the output of the n-th of these, counted from one. */
  input: number
  inputShape: ImageShape
  shape: ImageShape
  window: Window
  /** What is added after the normalisation, numbered as `input`; null for nothing. */
  shortcut: number | null
  /** Negative outputs become zero. */
  rectified: boolean
  epsilon: number
}

export interface ConvolutionVariables {
  /** [window height][window width][channels][outputs] */
  kernel: Float32Array
  gamma: Float32Array
  beta: Float32Array
}

/** Of each channel over the patches of a shard. */
export interface Moments {
  mean: Float32Array
  variance: Float32Array
}

/** Weights so large, in bytes, are read once for all rows of the output. */
const CACHED = 256 * 1024

/** Rows behind an image that may be read, never used: a tile is six rows wide. */
const SLACK = 8

/**
 * Images of all groups with a border of zeros, one pixel wide; addresses are of the first group's
 * first pixel inside.
 */
class Images {
  readonly channels: number
  readonly height: number
  readonly width: number
  /** Bytes. */
  readonly pixel: number
  readonly row: number
  readonly group: number
  readonly #start: number

  constructor({ arena }: Kernels, [height, width, channels]: ImageShape, groups: number) {
    this.height = height
    this.width = width
    this.channels = channels
    this.pixel = channels * arena.lanes * Float32Array.BYTES_PER_ELEMENT
    this.row = (width + 2) * this.pixel
    this.group = (height + 2) * this.row
    const floats = (groups * this.group) / Float32Array.BYTES_PER_ELEMENT + SLACK * arena.lanes
    this.#start = arena.reserve(floats)
    arena.floats(this.#start, floats).fill(0)
  }

  at(group: number, y: number, x: number): number {
    return this.#start + group * this.group + (y + 1) * this.row + (x + 1) * this.pixel
  }

  /** All numbers of these groups, the border too. */
  all({ arena }: Kernels, groups: number): Float32Array {
    return arena.floats(this.#start, (groups * this.group) / Float32Array.BYTES_PER_ELEMENT)
  }
}

/** One convolution with everything that it needs in memory. */
interface Unit {
  layer: NormalisedConvolution
  values: Images
  output: Images
  /** A shortcut's convolution shares the gradients of the convolution that adds it. */
  outputGradients: Images
  valueGradients: Images
  packed: Packed[]
  forward: number[]
  backward: { plans: number[]; adding: number[]; whole: boolean }
  kernelGradients: number[]
  normalisation: number
  gradient: number
  vectors: Record<'gamma' | 'beta' | 'mean' | 'variance' | 'gammaGradient' | 'betaGradient', number>
}

/** Weights as a product reads them. */
interface Packed {
  address: number
  /** Index of each weight in the kernel; −1 for padding of a block. */
  places: Int32Array
}

type Entry = (row: number, k: number) => number

/**
 * The convolutions before a sequence, in training: forward and back for one shard of patches at a
 * time, in an instance of the kernels of its own. Batch normalisation takes the moments of the
 * shard.
 */
export class ImageTraining {
  readonly #kernels: Kernels
  readonly #capacity: number
  readonly #groups: number
  readonly #images: Images
  readonly #units: Unit[] = []
  readonly #mask: number
  #count = 0

  /** @param capacity patches of the largest shard */
  constructor(
    image: ImageShape,
    layers: readonly NormalisedConvolution[],
    capacity: number,
    build: Build = openKernels().build
  ) {
    this.#kernels = joined(() => instantiate(build))
    const { arena } = this.#kernels
    this.#capacity = capacity
    this.#groups = Math.ceil(capacity / arena.lanes)
    this.#images = new Images(this.#kernels, image, this.#groups)
    this.#mask = arena.reserveRows(this.#groups)
    const outputs = layers.map(layer => new Images(this.#kernels, layer.shape, this.#groups))
    const gradients = layers.map((layer, i) => {
      // A shortcut's convolution has the gradients of what adds it: they are the same numbers.
      const shares = layers.some(({ shortcut }) => shortcut === i + 1) && !layer.rectified
      return shares ? null : new Images(this.#kernels, layer.shape, this.#groups)
    })
    layers.forEach((layer, i) => {
      const adding = layers.findIndex(({ shortcut }) => shortcut === i + 1)
      const own = gradients[i] ?? gradients[adding]
      if (!own) throw new RangeError('a shortcut of a shortcut cannot be trained')
      this.#units.push(this.#unitOf(layer, outputs[i]!, own, outputs, gradients))
    })
  }

  /** Numbers of an output of the last convolution. */
  get outputs(): number {
    const [height, width, channels] = this.#units.at(-1)!.layer.shape
    return height * width * channels
  }

  /** @param variables one a convolution; they hold until the next call */
  load(variables: readonly ConvolutionVariables[]): void {
    const { arena } = this.#kernels
    this.#units.forEach(({ packed, vectors, layer }, i) => {
      const { kernel, gamma, beta } = variables[i]!
      for (const weights of packed) pack(this.#kernels, weights, kernel)
      const channels = layer.shape[2]
      arena.floats(vectors.gamma, channels).set(gamma)
      arena.floats(vectors.beta, channels).set(beta)
    })
  }

  /**
   * @param values [count][height][width][channels]; gives [count][height·width·channels] of the
   * last convolution, and all moments
   */
  forward(values: Float32Array, count: number): { output: Float32Array; moments: Moments[] } {
    if (count > this.#capacity)
      throw new RangeError(`${count} patches exceed the capacity of ${this.#capacity}`)
    const { arena, run } = this.#kernels
    this.#count = count
    const groups = Math.ceil(count / arena.lanes)
    const mask = arena.floats(this.#mask, this.#groups * arena.lanes)
    mask.forEach((_, lane) => {
      mask[lane] = lane < count ? 1 : 0
    })
    this.#put(this.#images, values)
    const moments = this.#units.map(unit => {
      const [height, width, channels] = unit.layer.shape
      for (let group = 0; group < groups; group++) run.correlate(unit.forward[group]!)
      setCount(arena, unit.normalisation, groups, count * height * width)
      run.normalise(unit.normalisation)
      const numbers = (address: number) => arena.floats(address, channels).slice()
      return { mean: numbers(unit.vectors.mean), variance: numbers(unit.vectors.variance) }
    })
    return { output: this.#take(this.#units.at(-1)!.output), moments }
  }

  /**
   * Of the patches that went forward last. @param gradients as `forward` gave the output; gives
   * those of the variables
   */
  backward(gradients: Float32Array): ConvolutionVariables[] {
    const { run, arena } = this.#kernels
    const groups = Math.ceil(this.#count / arena.lanes)
    const written = new Set<Images>()
    const last = this.#units.at(-1)!.outputGradients
    this.#put(last, gradients)
    written.add(last)
    const results: ConvolutionVariables[] = []
    for (const unit of this.#inReverse()) {
      const { layer, vectors } = unit
      const channels = layer.shape[2]
      const [windowRows, windowColumns, inputs] = [
        layer.window.height,
        layer.window.width,
        layer.inputShape[2]
      ]
      run.normaliseBackward(unit.normalisation)
      const straight = layer.shortcut === null ? undefined : this.#gradientsOf(layer.shortcut)
      if (straight && straight !== unit.outputGradients) {
        if (written.has(straight)) throw new RangeError('a shortcut reads what was read before it')
        straight.all(this.#kernels, groups).set(unit.outputGradients.all(this.#kernels, groups))
        written.add(straight)
      }
      const size = windowRows * windowColumns * inputs * channels
      arena.floats(unit.gradient, size).fill(0)
      for (let group = 0; group < groups; group++) run.kernelGradient(unit.kernelGradients[group]!)
      const into = this.#gradientsOf(layer.input)
      if (into) {
        const { plans, adding, whole } = unit.backward
        if (!written.has(into) && !whole) into.all(this.#kernels, groups).fill(0)
        const each = plans.length / this.#groups
        const chosen = written.has(into) || !whole ? adding : plans
        for (const plan of chosen.slice(0, groups * each)) run.correlate(plan)
        written.add(into)
      }
      results[this.#units.indexOf(unit)] = {
        kernel: arena.floats(unit.gradient, size).slice(),
        gamma: arena.floats(vectors.gammaGradient, channels).slice(),
        beta: arena.floats(vectors.betaGradient, channels).slice()
      }
    }
    return results
  }

  /** A convolution comes when all that read it have been. */
  #inReverse(): Unit[] {
    return [...this.#units].reverse().sort((a, b) => this.#depthOf(b) - this.#depthOf(a))
  }

  /**
   * The place of what reads it last: a shortcut's convolution belongs behind the one that adds it.
   */
  #depthOf(unit: Unit): number {
    const place = this.#units.indexOf(unit)
    const adding = this.#units.findIndex(({ layer }) => layer.shortcut === place + 1)
    return unit.layer.rectified || adding < 0 ? place : adding - 0.5
  }

  #gradientsOf(value: number): Images | undefined {
    return value === 0 ? undefined : this.#units[value - 1]!.outputGradients
  }

  #unitOf(
    layer: NormalisedConvolution,
    output: Images,
    outputGradients: Images,
    outputs: Images[],
    gradients: (Images | null)[]
  ): Unit {
    const kernels = this.#kernels
    const { arena } = kernels
    const [height, width, channels] = layer.shape
    const { window } = layer
    const inputs = layer.inputShape[2]
    const input = layer.input === 0 ? this.#images : outputs[layer.input - 1]!
    const values = new Images(kernels, layer.shape, this.#groups)
    const valueGradients = new Images(kernels, layer.shape, this.#groups)
    const zeros = arena.reserve(paddedRows(Math.max(channels, inputs)))
    arena.floats(zeros, paddedRows(Math.max(channels, inputs))).fill(0)
    const depth = window.width * inputs
    const weights = reserve(kernels, channels, window.height * depth, (row, k) => k * channels + row)
    const reading = {
      inputRow: window.stride * input.row,
      inputPixel: window.stride * input.pixel,
      windowRow: input.row,
      windowHeight: window.height,
      depth
    }
    const first = (group: number) => input.at(group, -window.top, -window.left)
    const each = <T>(of: (group: number) => T) =>
      Array.from({ length: this.#groups }, (_, group) => of(group))
    const forward = each(group =>
      putCorrelation(arena, {
        ...reading,
        input: first(group),
        output: values.at(group, 0, 0),
        outputRow: values.row,
        outputPixel: values.pixel,
        height,
        width,
        outputs: channels,
        weights: weights.address,
        zeros,
        adds: 0,
        band: bandOf(weights, height)
      })
    )
    const gradient = arena.reserve(window.height * depth * channels)
    const kernelGradients = each(group =>
      putKernelGradient(arena, {
        ...reading,
        input: first(group),
        deltas: valueGradients.at(group, 0, 0),
        deltaRow: valueGradients.row,
        deltaPixel: valueGradients.pixel,
        height,
        width,
        outputs: channels,
        gradient
      })
    )
    const vector = () => arena.reserve(channels)
    const vectors = {
      gamma: vector(),
      beta: vector(),
      mean: vector(),
      variance: vector(),
      gammaGradient: vector(),
      betaGradient: vector()
    }
    const normalisation = putNormalisation(arena, {
      groups: this.#groups,
      height,
      width,
      channels,
      row: values.row,
      group: values.group,
      values: values.at(0, 0, 0),
      output: output.at(0, 0, 0),
      shortcut:
        layer.shortcut === null
          ? 0
          : (layer.shortcut === 0 ? this.#images : outputs[layer.shortcut - 1]!).at(0, 0, 0),
      rectified: layer.rectified ? 1 : 0,
      mask: this.#mask,
      count: 1,
      epsilon: layer.epsilon,
      ...vectors,
      scale: vector(),
      sums: arena.reserveRows(2 * channels),
      outputGradients: outputGradients.at(0, 0, 0),
      valueGradients: valueGradients.at(0, 0, 0)
    })
    const packed = [weights]
    const into = layer.input === 0 ? null : gradients[layer.input - 1]
    const backward = { plans: [] as number[], adding: [] as number[], whole: true }
    if (layer.input > 0 && !into)
      throw new RangeError('a shortcut’s convolution is read by what adds it alone')
    if (into) {
      const phases = phasesOf(layer)
      backward.whole = phases.length === window.stride ** 2
      const turned = phases.map(phase => turnedWeights(kernels, layer, phase))
      packed.push(...turned)
      for (const adds of [0, 1])
        each(group => {
          phases.forEach(({ down, across }, i) => {
            const plan = putCorrelation(arena, {
              input: valueGradients.at(group, down.start, across.start),
              inputRow: valueGradients.row,
              inputPixel: valueGradients.pixel,
              windowRow: valueGradients.row,
              windowHeight: down.places.length,
              depth: across.places.length * channels,
              output: into.at(group, down.first, across.first),
              outputRow: window.stride * into.row,
              outputPixel: window.stride * into.pixel,
              height: down.count,
              width: across.count,
              outputs: inputs,
              weights: turned[i]!.address,
              zeros,
              adds,
              band: bandOf(turned[i]!, down.count)
            })
            ;(adds ? backward.adding : backward.plans).push(plan)
          })
        })
    }
    return {
      layer,
      values,
      output,
      outputGradients,
      valueGradients,
      packed,
      forward,
      backward,
      kernelGradients,
      normalisation,
      gradient,
      vectors
    }
  }

  /** Patches into lanes; lanes without one become zero. */
  #put(images: Images, values: Float32Array): void {
    this.#eachRow(images, (rows, lane, from, across) => {
      const { lanes } = this.#kernels.arena
      if (from < 0) for (let i = 0, at = lane; i < across; i++, at += lanes) rows[at] = 0
      else for (let i = 0, at = lane; i < across; i++, at += lanes) rows[at] = values[from + i]!
    })
  }

  #take(images: Images): Float32Array {
    const result = new Float32Array(this.#count * images.height * images.width * images.channels)
    this.#eachRow(images, (rows, lane, from, across) => {
      const { lanes } = this.#kernels.arena
      if (from >= 0) for (let i = 0, at = lane; i < across; i++, at += lanes) result[from + i] = rows[at]!
    })
    return result
  }

  /**
   * @param visit receives the start of the row of this lane's patch outside the kernels, or −1
   * without a patch
   */
  #eachRow(
    images: Images,
    visit: (rows: Float32Array, lane: number, from: number, across: number) => void
  ): void {
    const { arena } = this.#kernels
    const { lanes } = arena
    const across = images.width * images.channels
    const size = images.height * across
    for (let group = 0; group * lanes < this.#count; group++)
      for (let y = 0; y < images.height; y++) {
        const rows = arena.floats(images.at(group, y, 0), across * lanes)
        for (let lane = 0; lane < lanes; lane++) {
          const patch = group * lanes + lane
          visit(rows, lane, patch < this.#count ? patch * size + y * across : -1, across)
        }
      }
  }
}

/**
 * Places of the input, one of `stride` apart, that the same places of the window reach, and where
 * their outputs begin.
 */
interface Phase {
  /** Of the input: the first, and how many. */
  first: number
  count: number
  /** Places of the window, the last one first, as they meet ever later outputs. */
  places: number[]
  /**
   * The output that the first place of the input meets with the first place of the window; may lie
   * in the border.
   */
  start: number
}

function phasesAlong(edge: number, window: number, stride: number, before: number): Phase[] {
  return Array.from({ length: stride }, (_, phase) => {
    const places = Array.from({ length: window }, (_, place) => place)
      .filter(place => place % stride === phase)
      .reverse()
    const first = (((phase - before) % stride) + stride) % stride
    const count = Math.max(0, Math.ceil((edge - first) / stride))
    return { first, count, places, start: (first + before - (places[0] ?? 0)) / stride }
  }).filter(({ count, places }) => count > 0 && places.length > 0)
}

function phasesOf({ inputShape, window }: NormalisedConvolution): { down: Phase; across: Phase }[] {
  const across = phasesAlong(inputShape[1], window.width, window.stride, window.left)
  return phasesAlong(inputShape[0], window.height, window.stride, window.top).flatMap(down =>
    across.map(column => ({ down, across: column }))
  )
}

function turnedWeights(
  kernels: Kernels,
  { window, inputShape, shape }: NormalisedConvolution,
  { down, across }: { down: Phase; across: Phase }
): Packed {
  const [inputs, outputs] = [inputShape[2], shape[2]]
  const perRow = across.places.length * outputs
  return reserve(kernels, inputs, down.places.length * perRow, (row, k) => {
    const y = down.places[Math.floor(k / perRow)]!
    const x = across.places[Math.floor((k % perRow) / outputs)]!
    return ((y * window.width + x) * inputs + row) * outputs + (k % outputs)
  })
}

/** Block by block, within a block k by k, as `packRows` packs. */
function reserve({ arena }: Kernels, rows: number, depth: number, entry: Entry): Packed {
  const padded = paddedRows(rows)
  const places = new Int32Array(padded * depth)
  let at = 0
  for (let first = 0; first < padded; ) {
    const block = blockOf(padded - first)
    for (let k = 0; k < depth; k++)
      for (let row = first; row < first + block; row++) places[at++] = row < rows ? entry(row, k) : -1
    first += block
  }
  const address = arena.reserve(places.length)
  arena.floats(address, places.length).fill(0)
  return { address, places }
}

const bandOf = ({ places }: Packed, height: number): number =>
  places.length * Float32Array.BYTES_PER_ELEMENT <= CACHED ? 1 : height

function pack({ arena }: Kernels, { address, places }: Packed, kernel: Float32Array): void {
  const packed = arena.floats(address, places.length)
  for (let i = 0; i < packed.length; i++) {
    const place = places[i]!
    if (place >= 0) packed[i] = kernel[place]!
  }
}
