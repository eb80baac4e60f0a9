import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { DuctalError } from '../../../contract/errors.ts'
import type { AttentionWeightTensors, RecurrenceTensors } from '../operations.ts'
import type { Cell } from '../recurrence/cells.ts'
import { recordRows } from './cells.ts'
import { dispatch, joined, limitsOf } from './device.ts'
import { scratchVectors } from './follow.ts'
import { planSequence, type SequencePlan } from './plan.ts'
import { sequenceShader, type Wanted } from './sequence.ts'

/** Returns every state: [batch, steps, units]. */
export function allStates(backend: WebGPUBackend, tensors: RecurrenceTensors, cell: Cell): tf.TensorInfo {
  return run(backend, tensors, cell, 'states', null)[0]!
}

/** Returns every state, and the record of each step for the backward pass: [batch, steps, rows]. */
export function recordedStates(
  backend: WebGPUBackend,
  tensors: RecurrenceTensors,
  cell: Cell
): { states: tf.TensorInfo; record: tf.TensorInfo } {
  const [states, record] = run(backend, tensors, cell, 'record', null) as [tf.TensorInfo, tf.TensorInfo]
  return { states, record }
}

/**
 * Returns the mean over time of the states or attended states, without an array as long as the
 * sequence: [batch, units].
 */
export function meanState(
  backend: WebGPUBackend,
  tensors: RecurrenceTensors,
  cell: Cell,
  attention: { tensors: AttentionWeightTensors; window: number } | null
): tf.TensorInfo {
  return run(backend, tensors, cell, 'mean', attention)[0]!
}

/** Returns the mean and each state's received attention, summed over queries: [batch, steps]. */
export function receivedAttention(
  backend: WebGPUBackend,
  tensors: RecurrenceTensors,
  cell: Cell,
  attention: { tensors: AttentionWeightTensors; window: number }
): { mean: tf.TensorInfo; received: tf.TensorInfo } {
  const [mean, received] = run(backend, tensors, cell, 'received', attention) as [
    tf.TensorInfo,
    tf.TensorInfo
  ]
  return { mean, received }
}

function run(
  backend: WebGPUBackend,
  tensors: RecurrenceTensors,
  cell: Cell,
  wanted: Wanted,
  attention: { tensors: AttentionWeightTensors; window: number } | null
): tf.TensorInfo[] {
  const [batch, steps, inputs] = tensors.x.shape as [number, number, number]
  const units = tensors.recurrentKernel.shape[0]!
  const window = attention ? { units: attention.tensors.query.shape[1]!, window: attention.window } : null
  const shape = { cell, steps, inputs, units, attention: window }
  const plan = planSequence(shape, limitsOf(backend), batch)
  if (!plan) throw tooManyUnits(units, cell)
  const workgroups = Math.ceil(batch / (4 * plan.lanes))
  const outputs = shapesOf(plan, batch, wanted).map(size => backend.makeTensorInfo(size, 'float32'))
  const scratch = plan.attention
    ? [backend.makeTensorInfo([workgroups * scratchVectors(plan) * 4], 'float32')]
    : []
  const x = plan.projected ? projected(tensors) : tensors.x
  const weights = joined(backend, weightsOf(plan, tensors, attention?.tensors ?? null))
  dispatch(backend, {
    source: sequenceShader(plan, wanted),
    uniform: [batch],
    tensors: [x, weights, ...outputs, ...scratch],
    workgroups
  })
  for (const { dataId } of [weights, ...scratch]) backend.disposeData(dataId)
  if (plan.projected) tf.dispose(x)
  return outputs
}

function shapesOf({ steps, units, cell }: SequencePlan, batch: number, wanted: Wanted): number[][] {
  switch (wanted) {
    case 'states':
      return [[batch, steps, units]]
    case 'record':
      return [
        [batch, steps, units],
        [batch, steps, recordRows[cell] * units]
      ]
    case 'mean':
      return [[batch, units]]
    case 'received':
      return [
        [batch, units],
        [batch, steps]
      ]
  }
}

/** Weights in the order of cells.ts and follow.ts. */
function weightsOf(
  plan: SequencePlan,
  { kernel, recurrentKernel, bias }: RecurrenceTensors,
  attention: AttentionWeightTensors | null
): tf.Tensor[] {
  const parts = [...(plan.projected ? [] : [kernel]), recurrentKernel, bias]
  if (!attention) return parts
  return [...parts, attention.query, attention.key, attention.bias, attention.score, attention.scoreBias]
}

/** Multiplies the inputs of all steps at once: [batch·steps, gates·units]. */
function projected({ x, kernel }: RecurrenceTensors): tf.Tensor {
  const [batch, steps, inputs] = x.shape as [number, number, number]
  return tf.tidy(() => tf.matMul(tf.reshape(x, [batch * steps, inputs]), kernel as tf.Tensor2D))
}

export const tooManyUnits = (units: number, cell: Cell) =>
  new DuctalError(
    'engine/failed',
    `A ${cell} of ${units} units does not fit into this GPU’s workgroup memory. Choose the engine cpu.`
  )
