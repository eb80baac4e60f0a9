import type * as tf from '@tensorflow/tfjs-core'

/** A tensor in TensorFlow's own memory. */
export type Handle = number

interface Attribute {
  name: string
  type: number
  value: boolean | number | string
}

/** The part of tfjs-node's N-API binding in use (its src/tfjs_binding.ts). */
interface Binding {
  TF_Version: string
  TF_FLOAT: number
  TF_INT32: number
  TF_INT64: number
  TF_ATTR_STRING: number
  TF_ATTR_INT: number
  TF_ATTR_FLOAT: number
  TF_ATTR_BOOL: number
  TF_ATTR_TYPE: number
  createTensor(shape: number[], type: number, values: Float32Array | Int32Array): Handle
  deleteTensor(handle: Handle): void
  executeOp(name: string, attributes: Attribute[], inputs: Handle[], outputs: number): Metadata[]
}

interface Metadata {
  id: Handle
  shape: number[]
  dtype: number
}

/** The part of tfjs-node's backend in use (its src/nodejs_kernel_backend.ts). */
export interface NativeBackend {
  binding: Binding
  isUsingGpuDevice: boolean
  getInputTensorIds(tensors: tf.TensorInfo[]): Handle[]
  createOutputTensor(metadata: Metadata): tf.Tensor
}

/**
 * Runs TensorFlow's operations by name, on handles instead of tensors: a loop of 2,500 steps makes
 * tens of thousands of them, and data for a backward pass must outlive TensorFlow.js's scopes.
 * `free` releases every handle that was not handed over.
 */
export class Operations {
  readonly #backend: NativeBackend
  readonly #made = new Map<Handle, Metadata>()

  constructor(backend: unknown) {
    this.#backend = backend as NativeBackend
  }

  /** Returns the handles of tensors, which keep ownership. */
  handles(...tensors: tf.TensorInfo[]): Handle[] {
    return this.#backend.getInputTensorIds(tensors)
  }

  /** Runs an operation on floats. Omitted attributes keep their defaults. */
  run(name: string, inputs: Handle[], attributes: Attributes = {}, outputs = 1): Handle[] {
    const given = Object.entries({ T: this.#backend.binding.TF_FLOAT, ...attributes })
    const stated = given.map(([key, value]) => this.#attribute(key, value))
    return this.#backend.binding.executeOp(name, stated, inputs, outputs).map(made => {
      this.#made.set(made.id, made)
      return made.id
    })
  }

  /** Runs an operation with a single output and returns it. */
  one(name: string, inputs: Handle[], attributes: Attributes = {}): Handle {
    return this.run(name, inputs, attributes)[0]!
  }

  floats(values: Float32Array, shape: number[]): Handle {
    return this.#create(shape, this.#backend.binding.TF_FLOAT, values)
  }

  integers(...values: number[]): Handle {
    return this.#create([values.length], this.#backend.binding.TF_INT32, Int32Array.from(values))
  }

  integer(value: number): Handle {
    return this.#create([], this.#backend.binding.TF_INT32, Int32Array.of(value))
  }

  /** Creates one 64-bit number, which the binding takes as two halves. */
  long(value: number): Handle {
    return this.#create([], this.#backend.binding.TF_INT64, Int32Array.of(value, 0))
  }

  transpose(tensor: Handle, ...order: number[]): Handle {
    return this.one('Transpose', [tensor, this.integers(...order)])
  }

  /** A size of -1 is inferred from the rest. */
  reshape(tensor: Handle, ...shape: number[]): Handle {
    return this.one('Reshape', [tensor, this.integers(...shape)])
  }

  concat(axis: number, ...parts: Handle[]): Handle {
    return this.one('ConcatV2', [...parts, this.integer(axis)], { N: parts.length })
  }

  split(tensor: Handle, axis: number, ...sizes: number[]): Handle[] {
    const inputs = [tensor, this.integers(...sizes), this.integer(axis)]
    const attributes = { num_split: sizes.length, Tlen: this.#backend.binding.TF_INT32 }
    return this.run('SplitV', inputs, attributes, sizes.length)
  }

  /** Stacks tensors of one shape along a new axis. */
  pack(axis: number, parts: Handle[]): Handle {
    return this.one('Pack', parts, { N: parts.length, axis })
  }

  /** Hands a handle over as a TensorFlow.js tensor. */
  tensor(handle: Handle): tf.Tensor {
    const metadata = this.#made.get(handle)!
    this.#made.delete(handle)
    return this.#backend.createOutputTensor(metadata)
  }

  /** Frees handles immediately. */
  drop(...handles: Handle[]): void {
    for (const handle of handles) if (this.#made.delete(handle)) this.#backend.binding.deleteTensor(handle)
  }

  /** Frees every handle that was created here and not handed over. */
  free(): void {
    this.drop(...this.#made.keys())
  }

  #create(shape: number[], type: number, values: Float32Array | Int32Array): Handle {
    const id = this.#backend.binding.createTensor(shape, type, values)
    this.#made.set(id, { id, shape, dtype: type })
    return id
  }

  #attribute(name: string, value: Attributes[string]): Attribute {
    const { TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_TYPE } = this.#backend.binding
    if (name.startsWith('T')) return { name, type: TF_ATTR_TYPE, value: value as number }
    if (typeof value === 'object') return { name, type: TF_ATTR_FLOAT, value: value.float }
    const type = { string: TF_ATTR_STRING, number: TF_ATTR_INT, boolean: TF_ATTR_BOOL }
    return { name, type: type[typeof value as keyof typeof type], value }
  }
}

/**
 * A number is an integer, or a type if the name starts with T, as in TensorFlow's own definitions;
 * `{ float }` is a fraction.
 */
type Attributes = Record<string, string | number | boolean | { float: number }>
