import type * as tf from '@tensorflow/tfjs-core'
import type { AttentionWeights } from './attention/attention.ts'
import type { Cell, CellWeights } from './recurrence/cells.ts'

/** What TensorFlow.js passes to a kernel. */
export type Call = { inputs: tf.NamedTensorInfoMap; attrs?: tf.NamedAttrMap | undefined; backend: unknown }

/**
 * What a kernel needs from a backend in this process. Both backends provide it under these names.
 */
interface Store {
  readSync(dataId: object): Float32Array
  write(values: Float32Array, shape: number[], dtype: 'float32'): object
}

export const values = (call: Call, name: string) =>
  (call.backend as Store).readSync(call.inputs[name]!.dataId)

export function output(call: Call, result: Float32Array, shape: number[]): tf.TensorInfo {
  return { dataId: (call.backend as Store).write(result, shape, 'float32'), shape, dtype: 'float32' }
}

export function cellOf(call: Call, cell: Cell): CellWeights {
  return {
    cell,
    inputs: call.inputs.x!.shape[2]!,
    units: call.inputs.recurrentKernel!.shape[0]!,
    kernel: values(call, 'kernel'),
    recurrentKernel: values(call, 'recurrentKernel'),
    bias: values(call, 'bias')
  }
}

/** @param bias name of the input that holds the bias */
export function attentionOf(call: Call, window: number, bias = 'bias'): AttentionWeights {
  return {
    inputs: call.inputs.query!.shape[0]!,
    units: call.inputs.query!.shape[1]!,
    window,
    query: values(call, 'query'),
    key: values(call, 'key'),
    bias: values(call, bias),
    score: values(call, 'score'),
    scoreBias: values(call, 'scoreBias')
  }
}
