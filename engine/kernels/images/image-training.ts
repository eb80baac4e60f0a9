import { openKernels } from '../open.ts'
import { type Build, instantiate, type Kernels } from '../wasm/module.ts'
import { joined } from '../wide.ts'
import type { ImageShape } from './images.ts'
import { Images } from './training/bordered-images.ts'
import type { ConvolutionVariables, NormalisedConvolution } from './training/convolution.ts'
import type { Memory } from './training/memory.ts'
import type { Moments } from './training/moments.ts'
import { pack } from './training/packed.ts'
import { type Unit, unitOf } from './training/unit.ts'
import { setCount } from './training-plan.ts'

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
    const memory: Memory = {
      ...{ kernels: this.#kernels, groups: this.#groups, mask: this.#mask },
      ...{ image: this.#images, outputs, gradients }
    }
    layers.forEach((layer, i) => {
      const adding = layers.findIndex(({ shortcut }) => shortcut === i + 1)
      const own = gradients[i] ?? gradients[adding]
      if (!own) throw new RangeError('a shortcut of a shortcut cannot be trained')
      this.#units.push(unitOf(memory, layer, outputs[i]!, own))
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
