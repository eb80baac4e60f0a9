import * as tf from '@tensorflow/tfjs-core'
import type { Cell } from '../recurrence/cells.ts'
import { RECURRENCE_INPUTS, registerInProcess } from '../register.ts'
import { Operations } from './binding.ts'
import { cudnn } from './cudnn.ts'
import { blockGru } from './gru.ts'
import { blockLstm } from './lstm.ts'
import type { Recurrence, RecurrenceHandles, RecurrenceSize, Run } from './recurrence.ts'

/**
 * What a forward pass leaves for the backward pass, in TensorFlow's memory. An unused tape is freed
 * once nothing refers to it.
 */
interface Tape {
  operations: Operations
  run: Run
}

const abandoned = new FinalizationRegistry<Operations>(operations => operations.free())

interface Attributes {
  cell: Cell
  tape: { kept: Tape | null } | null
}

/**
 * Registers TensorFlow's own recurrences for the backend `tensorflow`. On the processor, also
 * registers our WebAssembly kernels where they are better (README.md). On CUDA, plain operations
 * compute local attention.
 */
export function registerTensorFlowKernels(cuda: boolean): void {
  registerRecurrence('FusedLSTM', () => (cuda ? cudnn('lstm') : blockLstm))
  if (cuda) registerRecurrence('FusedGRU', cell => (cell === 'gru' ? blockGru : cudnn('gru')))
  else registerInProcess('tensorflow')
}

/** Registers one kernel and its gradient, unless a kernel of that name exists. */
export function registerRecurrence(kernelName: string, recurrenceOf: (cell: Cell) => Recurrence): void {
  const backendName = 'tensorflow'
  if (tf.getKernel(kernelName, backendName)) return
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: call => forward(call, recurrenceOf((call.attrs as unknown as Attributes).cell))
  })
  tf.registerKernel({ kernelName: `${kernelName}Grad`, backendName, kernelFunc: backward })
}

type Call = { inputs: tf.NamedTensorInfoMap; attrs?: tf.NamedAttrMap | undefined; backend: unknown }

function forward(call: Call, recurrence: Recurrence): tf.Tensor {
  const { tape } = call.attrs as unknown as Attributes
  const operations = new Operations(call.backend)
  try {
    const handles = handlesOf(operations, call)
    const run = recurrence.forward(operations, handles, sizeOf(call), tape !== null)
    const states = operations.tensor(run.states)
    if (tape) keep(tape, { operations, run })
    else operations.free()
    return states
  } catch (error) {
    operations.free()
    throw error
  }
}

function keep(tape: NonNullable<Attributes['tape']>, kept: Tape): void {
  tape.kept = kept
  abandoned.register(kept, kept.operations, kept)
}

function backward(call: Call): tf.Tensor[] {
  const { tape } = call.attrs as unknown as Attributes
  if (!tape?.kept) throw new Error('the backward pass of this recurrence has already run')
  const { operations, run } = tape.kept
  abandoned.unregister(tape.kept)
  tape.kept = null
  try {
    const [dy] = operations.handles(call.inputs.dy!)
    const gradients = run.backward(dy!)
    return RECURRENCE_INPUTS.map(name => operations.tensor(gradients[name]))
  } finally {
    operations.free()
  }
}

function handlesOf(operations: Operations, { inputs }: Call): RecurrenceHandles {
  const handles = operations.handles(...RECURRENCE_INPUTS.map(name => inputs[name]!))
  const [x, kernel, recurrentKernel, bias] = handles as [number, number, number, number]
  return { x, kernel, recurrentKernel, bias }
}

function sizeOf({ inputs }: Call): RecurrenceSize {
  const [count, steps, features] = inputs.x!.shape as [number, number, number]
  return { count, steps, inputs: features, units: inputs.recurrentKernel!.shape[0]! }
}
