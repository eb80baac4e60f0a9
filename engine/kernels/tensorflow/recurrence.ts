import type { RECURRENCE_INPUTS } from '../register.ts'
import type { Handle, Operations } from './binding.ts'

export type RecurrenceHandles = Record<(typeof RECURRENCE_INPUTS)[number], Handle>

export interface RecurrenceSize {
  count: number
  steps: number
  inputs: number
  units: number
}

/** A way forward whose operations still hold what the way back needs. */
export interface Run {
  /** [count, steps, units] */
  states: Handle
  /** Gradients from those of every state, of the same shape. */
  backward(dy: Handle): RecurrenceHandles
}

/** One cell over a sequence in TensorFlow's operations, from a zero state; weights in Keras' order. */
export interface Recurrence {
  /** @param keeps whether there may be a way back: without it what only that needs is freed on the way */
  forward(operations: Operations, tensors: RecurrenceHandles, size: RecurrenceSize, keeps: boolean): Run
}
