import type { RECURRENCE_INPUTS } from '../register.ts'
import type { Handle, Operations } from './binding.ts'

export type RecurrenceHandles = Record<(typeof RECURRENCE_INPUTS)[number], Handle>

export interface RecurrenceSize {
  count: number
  steps: number
  inputs: number
  units: number
}

/** A forward pass whose operations still hold what the backward pass needs. */
export interface Run {
  /** [count, steps, units] */
  states: Handle
  /** Computes gradients from those of every state, of the same shape. */
  backward(dy: Handle): RecurrenceHandles
}

/**
 * A cell applied to a sequence from a zero state, in TensorFlow's operations. Weights are in Keras'
 * order.
 */
export interface Recurrence {
  /**
   * @param keeps whether a backward pass may follow; if not, intermediate results are freed on the
   *   way
   */
  forward(operations: Operations, tensors: RecurrenceHandles, size: RecurrenceSize, keeps: boolean): Run
}
