import type * as tf from '@tensorflow/tfjs-core'
import { attentionOf, type Call, cellOf, output, values } from '../calls.ts'
import type { Cell } from '../recurrence/cells.ts'
import { meanState, recordMean } from '../recurrence/recurrence.ts'
import type { Kernels } from '../wasm/module.ts'
import type { Tape } from '../wasm/tape.ts'
import { meanGradients } from './mean-gradients.ts'

/**
 * Attributes of MeanState. `window` is null without attention. `tape` is present while gradients
 * are recorded. `inputGradient` says whether the gradient of x will be requested.
 */
export interface MeanStateAttributes {
  cell: Cell
  window: number | null
  tape: { kept: Tape | null } | null
  inputGradient: boolean
}

/**
 * Inputs of MeanState: those of a recurrence, then those of its attention if it has one. The
 * attention's bias is renamed here.
 */
export const MEAN_ATTENTION_INPUTS = ['query', 'key', 'attentionBias', 'score', 'scoreBias'] as const

const attributesOf = (call: Call) => call.attrs as unknown as MeanStateAttributes

function weightsOf(call: Call) {
  const { cell, window } = attributesOf(call)
  const attention = window === null ? null : attentionOf(call, window, 'attentionBias')
  return { cell: cellOf(call, cell), attention }
}

export function meanOfStates(kernels: Kernels, call: Call): tf.TensorInfo {
  const { tape } = attributesOf(call)
  const { cell, attention } = weightsOf(call)
  const [count, steps] = call.inputs.x!.shape as [number, number, number]
  const sequences = { values: values(call, 'x'), count, steps }
  const shape = [count, cell.units]
  if (!tape) return output(call, meanState(kernels, cell, attention, sequences), shape)
  const recorded = recordMean(kernels, cell, attention, sequences)
  tape.kept = recorded.tape
  return output(call, recorded.means, shape)
}

/**
 * Returns gradients in the order of the inputs. The gradient of x is empty if it was not requested,
 * so that using it is an error.
 */
export function meanOfStatesGradient(call: Call): tf.TensorInfo[] {
  const { tape, inputGradient } = attributesOf(call)
  const kept = tape?.kept
  if (!tape || !kept) throw new Error('the backward pass of this mean has already run')
  const { cell, attention } = weightsOf(call)
  const gradients = meanGradients(cell, attention, kept, values(call, 'dy'), inputGradient)
  tape.kept = null
  const shaped = (name: string, result: Float32Array) => output(call, result, call.inputs[name]!.shape)
  const ofCell = [
    gradients.inputs ? shaped('x', gradients.inputs) : output(call, new Float32Array(0), [0]),
    shaped('kernel', gradients.kernel),
    shaped('recurrentKernel', gradients.recurrentKernel),
    shaped('bias', gradients.bias)
  ]
  if (!gradients.attention) return ofCell
  const { query, key, bias, score, scoreBias } = gradients.attention
  const ofAttention = [query, key, bias, score, scoreBias]
  return [...ofCell, ...MEAN_ATTENTION_INPUTS.map((name, i) => shaped(name, ofAttention[i]!))]
}
