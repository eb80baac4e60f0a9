/** The part of WebAssembly.Memory in use; its type is only in TypeScript's DOM library. */
export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/**
 * Allocates addresses in the kernels' memory for one call, always from the same start. The memory
 * grows to fit the largest call and never shrinks.
 */
export class Arena {
  /** Patches processed together: the number of floats in a row. */
  readonly lanes: number
  readonly #memory: Memory
  readonly #start: number
  #end: number

  /** @param start the first byte after the module's own data */
  constructor(memory: Memory, start: number, lanes: number) {
    this.lanes = lanes
    this.#memory = memory
    this.#start = Math.ceil(start / 64) * 64
    this.#end = this.#start
  }

  /** Releases every address. */
  clear(): void {
    this.#end = this.#start
  }

  /**
   * Returns the address of `count` floats, aligned to a cache line. May detach views taken earlier.
   */
  reserve(count: number): number {
    const address = this.#end
    this.#end = address + Math.ceil(count / 16) * 64
    const missing = this.#end - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65536))
    return address
  }

  reserveRows(rows: number): number {
    return this.reserve(rows * this.lanes)
  }

  put(values: Float32Array): number {
    const address = this.reserve(values.length)
    this.floats(address, values.length).set(values)
    return address
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count)
  }

  words(address: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, count)
  }
}
