import * as tf from '@tensorflow/tfjs-core'
import { attend } from './attention/attend.ts'
import { attentionGradients } from './attention/attention-gradients.ts'
import { attentionOf, type Call, cellOf, output, values } from './calls.ts'
import { meanOfStates, meanOfStatesGradient } from './mean/mean.ts'
import { openKernels } from './open.ts'
import { cellGradients } from './recurrence/backward.ts'
import type { Cell } from './recurrence/cells.ts'
import { allStates, recordStates } from './recurrence/recurrence.ts'
import type { Kernels } from './wasm/module.ts'
import type { Tape } from './wasm/tape.ts'

/** Backends that keep their data in this process's memory, where WebAssembly can reach it. */
const backends = ['wasm', 'cpu']

/**
 * Attributes of FusedGRU and FusedLSTM. `tape` is present while gradients are recorded: the kernel
 * stores in it what the backward pass needs. It is not an output, because TensorFlow.js would
 * allocate a zero gradient for its many megabytes.
 */
export interface RecurrenceAttributes {
  cell: Cell
  tape: { kept: Tape | null } | null
}

export interface AttentionAttributes {
  window: number
}

export const RECURRENCE_INPUTS = ['x', 'kernel', 'recurrentKernel', 'bias'] as const
export const ATTENTION_INPUTS = ['x', 'query', 'key', 'bias', 'score', 'scoreBias'] as const

/** Registers the kernels and their gradients with TensorFlow.js, once. `kernels` is for tests. */
export function registerKernels(kernels: () => Kernels = openKernels): void {
  for (const backendName of backends) registerInProcess(backendName, kernels)
}

/**
 * Registers the kernels for one backend whose data this process can read. Keeps kernels that the
 * backend already has.
 */
export function registerInProcess(backendName: string, kernels: () => Kernels = openKernels): void {
  for (const kernelName of ['FusedGRU', 'FusedLSTM']) {
    register(kernelName, backendName, call => recurrence(kernels(), call))
    register(`${kernelName}Grad`, backendName, recurrenceGradient)
  }
  register('LocalAttention', backendName, call => attention(kernels(), call))
  register('LocalAttentionGrad', backendName, call => attentionGradient(kernels(), call))
  register('MeanState', backendName, call => meanOfStates(kernels(), call))
  register('MeanStateGrad', backendName, meanOfStatesGradient)
}

function register(
  kernelName: string,
  backendName: string,
  kernelFunc: (call: Call) => tf.TensorInfo | tf.TensorInfo[]
): void {
  if (!tf.getKernel(kernelName, backendName)) tf.registerKernel({ kernelName, backendName, kernelFunc })
}

function recurrence(kernels: Kernels, call: Call): tf.TensorInfo {
  const { cell, tape } = call.attrs as unknown as RecurrenceAttributes
  const weights = cellOf(call, cell)
  const [count, steps] = call.inputs.x!.shape as [number, number, number]
  const sequences = { values: values(call, 'x'), count, steps }
  const shape = [count, steps, weights.units]
  if (!tape) return output(call, allStates(kernels, weights, sequences), shape)
  const recorded = recordStates(kernels, weights, sequences)
  tape.kept = recorded.tape
  return output(call, recorded.states, shape)
}

function recurrenceGradient(call: Call): tf.TensorInfo[] {
  const { cell, tape } = call.attrs as unknown as RecurrenceAttributes
  const kept = tape?.kept
  if (!kept) throw new Error('the backward pass of this recurrence has already run')
  const gradients = cellGradients(cellOf(call, cell), kept, values(call, 'dy'))
  tape.kept = null
  const shapeOf = (name: string) => call.inputs[name]!.shape
  return [
    output(call, gradients.inputs, shapeOf('x')),
    output(call, gradients.kernel, shapeOf('kernel')),
    output(call, gradients.recurrentKernel, shapeOf('recurrentKernel')),
    output(call, gradients.bias, shapeOf('bias'))
  ]
}

const windowOf = (call: Call) => (call.attrs as unknown as AttentionAttributes).window

function attention(kernels: Kernels, call: Call): tf.TensorInfo {
  const [count, steps] = call.inputs.x!.shape as [number, number, number]
  const result = attend(kernels, attentionOf(call, windowOf(call)), {
    values: values(call, 'x'),
    count,
    steps
  })
  return output(call, result.attended, call.inputs.x!.shape)
}

function attentionGradient(kernels: Kernels, call: Call): tf.TensorInfo[] {
  const [count, steps] = call.inputs.x!.shape as [number, number, number]
  const states = { values: values(call, 'x'), count, steps }
  const gradients = attentionGradients(kernels, attentionOf(call, windowOf(call)), states, values(call, 'dy'))
  const ordered = [
    gradients.states,
    gradients.query,
    gradients.key,
    gradients.bias,
    gradients.score,
    gradients.scoreBias
  ]
  return ATTENTION_INPUTS.map((name, i) => output(call, ordered[i]!, call.inputs[name]!.shape))
}
