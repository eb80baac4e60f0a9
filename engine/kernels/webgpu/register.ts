import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import type { AttentionTensors, AttentionWeightTensors, RecurrenceTensors } from '../operations.ts'
import type { AttentionAttributes, RecurrenceAttributes } from '../register.ts'
import { attend } from './attention.ts'
import { attentionGradients } from './attention-gradients.ts'
import { allStates, meanState } from './recurrence.ts'
import { recurrenceGradients } from './recurrence-gradients.ts'

type Call = { inputs: tf.NamedTensorInfoMap; attrs?: tf.NamedAttrMap | undefined; backend: unknown }

/**
 * Registers the same kernels for the WebGPU backend, and the mean of a whole network's states for
 * inference.
 */
export function registerWebGpuKernels(): void {
  for (const kernelName of ['FusedGRU', 'FusedLSTM']) {
    register(kernelName, call => allStates(backendOf(call), recurrenceOf(call), cellOf(call)))
    register(`${kernelName}Grad`, call =>
      recurrenceGradients(backendOf(call), recurrenceOf(call), cellOf(call), gradientOf(call))
    )
  }
  register('LocalAttentionGrad', call =>
    attentionGradients(backendOf(call), statesAndWeightsOf(call), windowOf(call), gradientOf(call))
  )
  register('LocalAttention', call => {
    const { attended, powers } = attend(backendOf(call), statesAndWeightsOf(call), windowOf(call))
    backendOf(call).disposeData(powers.dataId)
    return attended
  })
  register('MeanState', call => {
    const { window } = call.attrs as unknown as MeanStateAttributes
    const attention = window === null ? null : { tensors: attentionOf(call), window }
    return meanState(backendOf(call), recurrenceOf(call), cellOf(call), attention)
  })
}

function register(kernelName: string, kernelFunc: (call: Call) => tf.TensorInfo | tf.TensorInfo[]): void {
  if (!tf.getKernel(kernelName, 'webgpu'))
    tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc })
}

interface MeanStateAttributes {
  /** The attention's window, or null without attention. */
  window: number | null
}

const backendOf = (call: Call) => call.backend as WebGPUBackend
const cellOf = (call: Call) => (call.attrs as unknown as RecurrenceAttributes).cell
// TensorFlow.js passes kernels the tensors that they were called with.
const gradientOf = (call: Call) => call.inputs.dy as tf.Tensor
const windowOf = (call: Call) => (call.attrs as unknown as AttentionAttributes).window
const statesAndWeightsOf = (call: Call) => call.inputs as unknown as AttentionTensors
const recurrenceOf = (call: Call) => call.inputs as unknown as RecurrenceTensors
const attentionOf = (call: Call): AttentionWeightTensors => {
  const { query, key, attentionBias, score, scoreBias } = call.inputs as unknown as Record<string, tf.Tensor>
  return { query: query!, key: key!, bias: attentionBias!, score: score!, scoreBias: scoreBias! }
}
