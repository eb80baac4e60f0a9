import * as tf from '@tensorflow/tfjs-core'
import { MEAN_ATTENTION_INPUTS } from './mean/mean.ts'
import type { Cell } from './recurrence/cells.ts'
import { ATTENTION_INPUTS, RECURRENCE_INPUTS } from './register.ts'

/**
 * Returns whether the current backend has a kernel of that name. Layers fall back to plain
 * operations if it has not.
 */
export function hasKernel(
  name: 'FusedGRU' | 'FusedLSTM' | 'LocalAttention' | 'MeanState' | 'MeanStateGrad'
): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined
}

export type RecurrenceTensors = Record<(typeof RECURRENCE_INPUTS)[number], tf.Tensor>
export type AttentionTensors = Record<(typeof ATTENTION_INPUTS)[number], tf.Tensor>
export type AttentionWeightTensors = Omit<AttentionTensors, 'x'>

/**
 * Computes every state of a recurrent layer, from a zero state.
 * @param tensors x [batch, steps, inputs], and weights in Keras' order
 * @returns [batch, steps, units]
 */
export function fusedRecurrence(tensors: RecurrenceTensors, cell: Cell): tf.Tensor3D {
  const tape = tf.engine().isTapeOn() ? { kept: null } : null
  return run(cell === 'lstm' ? 'FusedLSTM' : 'FusedGRU', tensors, { cell, tape }) as tf.Tensor3D
}

/**
 * Local attention, equations 1–4 of the paper.
 * @param tensors x [batch, steps, features]; query and key [features, units]; bias and score
 *   [units]; scoreBias [1]
 * @returns the attended states, in the shape of x
 */
export function localAttention(tensors: AttentionTensors, window: number): tf.Tensor3D {
  return run('LocalAttention', tensors, { window }) as tf.Tensor3D
}

/**
 * Mean over time of a recurrence's states or attended states, on backends that compute it in one
 * operation. Differentiable if the backend also has `MeanStateGrad`.
 * @param inputGradient whether the gradient of x may be requested; without it the backward pass is
 *   shorter
 * @returns [batch, units]
 */
export function meanOfStates(
  recurrence: RecurrenceTensors,
  cell: Cell,
  attention: { tensors: AttentionWeightTensors; window: number } | null,
  inputGradient = true
): tf.Tensor2D {
  const given: Record<string, tf.Tensor> = {
    ...attention?.tensors,
    attentionBias: attention?.tensors.bias as tf.Tensor,
    ...recurrence
  }
  const names = [...RECURRENCE_INPUTS, ...(attention ? MEAN_ATTENTION_INPUTS : [])]
  const named = (tensors: tf.Tensor[]) => Object.fromEntries(names.map((name, i) => [name, tensors[i]!]))
  const inputs = names.map(name => given[name]!)
  const attributes = { cell, window: attention?.window ?? null, inputGradient }
  if (!tf.engine().isTapeOn())
    return run('MeanState', named(inputs), { ...attributes, tape: null }) as tf.Tensor2D
  const tape = { kept: null }
  return tf.customGrad((...all) => {
    const save = all.pop() as unknown as (tensors: tf.Tensor[]) => void
    const tensors = all as tf.Tensor[]
    save(tensors)
    return {
      value: run('MeanState', named(tensors), { ...attributes, tape }) as tf.Tensor2D,
      gradFunc: (dy: tf.Tensor2D, saved: tf.Tensor[]) =>
        run('MeanStateGrad', { dy, ...named(saved) }, { ...attributes, tape }) as unknown as tf.Tensor[]
    }
  })(...inputs) as tf.Tensor2D
}

function run(name: string, tensors: Record<string, tf.Tensor>, attributes: object): tf.Tensor {
  return tf.engine().runKernel(name, tensors, attributes as unknown as tf.NamedAttrMap)
}

/**
 * Registers the kernels' gradients with TensorFlow.js. One call computes all gradients of a kernel.
 */
export function registerGradients(): void {
  registerGradient('FusedGRU', RECURRENCE_INPUTS)
  registerGradient('FusedLSTM', RECURRENCE_INPUTS)
  registerGradient('LocalAttention', ATTENTION_INPUTS)
}

function registerGradient(kernelName: string, names: readonly string[]): void {
  if (tf.getGradient(kernelName)) return
  tf.registerGradient({
    kernelName,
    inputsToSave: [...names],
    gradFunc: (dy, saved, attributes) => {
      const inputs: Record<string, tf.Tensor> = { dy: dy as tf.Tensor }
      names.forEach((name, i) => {
        inputs[name] = saved[i]!
      })
      const gradients = tf
        .engine()
        .runKernel(`${kernelName}Grad`, inputs, attributes) as unknown as tf.Tensor[]
      return Object.fromEntries(names.map((name, i) => [name, () => gradients[i]!]))
    }
  })
}
