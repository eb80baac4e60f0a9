import { instantiate, type Kernels } from '../wasm/module.ts'

/** Which pixels count as tissue, as dark and as blue, in steps of the planes. */
export interface TextureLimits {
  /** Least density of tissue. */
  tissue: number
  /** Density above which a pixel is dark. */
  dark: number
  /** Hue above which tissue is blue. */
  blue: number
  /** Sizes of differences to be counted. */
  sizes: readonly number[]
}

/** Sums of one comparison, or counts; the shape is in `TextureOptions`. */
export interface TextureOptions {
  /** Edge of the patch, in pixels. */
  edge: number
  /** Distances between compared pixels, ascending. */
  lags: readonly number[]
  /** How many of the lags also get second differences. */
  bends: number
  /** Number of `sizes`. */
  sizes: number
}

/** Numbers of a comparison, of a second difference, and of a size. */
export const perLag = 8
export const perBend = 2
export const perSize = 2

/** Fields in the order of `TexturePlan` in wasm/assembly/texture.ts. */
const fields = 14
const vector = 8

/**
 * Compares the pixels of a patch with their neighbours, in an instance of the kernels of its own.
 * All builds give the same numbers, because they are sums of whole numbers.
 */
export class Texture {
  /** Optical density and hue of the patch, row by row: to be filled before `measure`. */
  readonly density: Int16Array
  readonly hue: Int16Array
  /** Number of places that start a comparison, twice for each lag: to the right and below. */
  readonly places: number
  readonly #kernels: Kernels
  readonly #plan: number
  readonly #limits: Int32Array
  readonly #sizes: Int32Array
  readonly #results: Float32Array

  constructor({ edge, lags, bends, sizes }: TextureOptions) {
    this.#kernels = instantiate('plain')
    const { arena } = this.#kernels
    const farthest = Math.max(...lags)
    const [width, height] = [Math.floor((edge - farthest) / vector) * vector, edge - farthest]
    this.places = width * height
    const count = 1 + perLag * lags.length + perBend * bends + perSize * sizes
    const plane = Math.ceil((edge * edge) / 2)
    const [density, hue] = [arena.reserve(plane), arena.reserve(plane)]
    const [lagPlace, sizePlace] = [arena.reserve(lags.length), arena.reserve(sizes)]
    const results = arena.reserve(count)
    this.#plan = arena.reserve(fields)
    arena.words(lagPlace, lags.length).set(lags)
    const planned = [
      density,
      hue,
      edge,
      width,
      height,
      0,
      0,
      0,
      lagPlace,
      lags.length,
      bends,
      sizePlace,
      sizes
    ]
    arena.words(this.#plan, fields).set([...planned, results])
    this.#limits = arena.words(this.#plan + 5 * 4, 3)
    this.#sizes = arena.words(sizePlace, sizes)
    this.#results = arena.floats(results, count)
    const { buffer } = this.#limits
    this.density = new Int16Array(buffer, density, edge * edge)
    this.hue = new Int16Array(buffer, hue, edge * edge)
  }

  /**
   * Returns a view, valid until the next call: the places of tissue; for each lag the sums of
   * absolute and squared differences and of those across the corner, the first two of the hue, and
   * the pairs that are white, dark and blue; for each bend the sums of absolute and squared second
   * differences; for each size the differences of neighbours above it, and the second differences
   * above twice it.
   */
  measure({ tissue, dark, blue, sizes }: TextureLimits): Float32Array {
    this.#limits[0] = tissue
    this.#limits[1] = dark
    this.#limits[2] = blue
    this.#sizes.set(sizes)
    this.#kernels.run.texture(this.#plan)
    return this.#results
  }
}
