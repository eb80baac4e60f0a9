/** What is used of WebAssembly.Memory, whose type belongs to browsers' library. */
export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** Hands out addresses in the kernels' memory for one call, from the same start each time: it grows to the largest call and stays. */
export class Arena {
  /** Patches that walk through the sequence together: floats of a row. */
  readonly lanes: number
  readonly #memory: Memory
  readonly #start: number
  #end: number

  /** `start` is the first byte behind the module's own data. */
  constructor(memory: Memory, start: number, lanes: number) {
    this.lanes = lanes
    this.#memory = memory
    this.#start = Math.ceil(start / 64) * 64
    this.#end = this.#start
  }

  /** Forgets every address handed out. */
  clear(): void {
    this.#end = this.#start
  }

  /** Address of `count` floats, aligned to a cache line. Views taken before may be detached by it. */
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
