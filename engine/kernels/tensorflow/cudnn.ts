import type { Handle, Operations } from './binding.ts'
import type { Recurrence, RecurrenceHandles, RecurrenceSize } from './recurrence.ts'

type Mode = 'gru' | 'lstm'

/**
 * For each of cuDNN's gates, its index in Keras' order. cuDNN has reset before update; a swap is
 * its own inverse.
 */
const order: Record<Mode, number[]> = { gru: [1, 0, 2], lstm: [0, 1, 2, 3] }

/**
 * CudnnRNNV3 and CudnnRNNBackpropV3 (tensorflow/core/ops/cudnn_rnn_ops.cc): one operation each for
 * the forward and backward pass of the whole sequence. cuDNN's GRU resets after the product.
 */
export function cudnn(mode: Mode): Recurrence {
  const attributes = { rnn_mode: mode }
  return {
    forward(operations, tensors, size, keeps) {
      const zeros = operations.floats(new Float32Array(size.count * size.units), [1, size.count, size.units])
      const given = [
        operations.transpose(tensors.x, 1, 0, 2),
        zeros,
        zeros,
        packParameters(operations, mode, tensors, size),
        operations.integers(...new Array<number>(size.count).fill(size.steps))
      ]
      const made = operations.run('CudnnRNNV3', given, { ...attributes, is_training: keeps }, 5)
      const [states, lastState, lastCell, ...reserved] = made as [Handle, Handle, Handle, Handle, Handle]
      return {
        states: operations.transpose(states, 1, 0, 2),
        backward: dy => {
          const none = [lastState, lastCell].map(last => operations.one('ZerosLike', [last]))
          const slopes = [operations.transpose(dy, 1, 0, 2), ...none]
          const inputs = [...given, states, lastState, lastCell, ...slopes, ...reserved]
          const gradients = operations.run('CudnnRNNBackpropV3', inputs, attributes, 4)
          return {
            x: operations.transpose(gradients[0]!, 1, 0, 2),
            ...unpackParameters(operations, mode, gradients[3]!, size)
          }
        }
      }
    }
  }
}

/**
 * Packs parameters into cuDNN's flat array: each gate's input weights [units][inputs], then the
 * recurrent weights, then both biases in the same way.
 */
export function packParameters(
  operations: Operations,
  mode: Mode,
  { kernel, recurrentKernel, bias }: Omit<RecurrenceHandles, 'x'>,
  { units }: RecurrenceSize
): Handle {
  const gates = order[mode].length
  const matrix = (weights: Handle) => turn(operations, mode, operations.transpose(weights, 1, 0), 0, units)
  // An LSTM has one bias in Keras and two in cuDNN, which adds them.
  const none = operations.floats(new Float32Array(gates * units), [gates * units])
  const biases = mode === 'gru' ? turn(operations, mode, bias, 1, units) : operations.pack(0, [none, bias])
  const parts = [matrix(kernel), matrix(recurrentKernel), biases]
  return operations.concat(0, ...parts.map(part => operations.reshape(part, -1)))
}

export function unpackParameters(
  operations: Operations,
  mode: Mode,
  parameters: Handle,
  { inputs, units }: RecurrenceSize
): Omit<RecurrenceHandles, 'x'> {
  const rows = order[mode].length * units
  const parts = operations.split(parameters, 0, rows * inputs, rows * units, 2 * rows)
  const matrix = (part: Handle, width: number) =>
    operations.transpose(turn(operations, mode, operations.reshape(part, rows, width), 0, units), 1, 0)
  const biases = turn(operations, mode, operations.reshape(parts[2]!, 2, rows), 1, units)
  return {
    kernel: matrix(parts[0]!, inputs),
    recurrentKernel: matrix(parts[1]!, units),
    bias: mode === 'gru' ? biases : operations.reshape(operations.split(biases, 0, 1, 1)[1]!, rows)
  }
}

/** Reorders blocks of `units` along an axis from one gate order to the other. */
function turn(operations: Operations, mode: Mode, tensor: Handle, axis: number, units: number): Handle {
  const blocks = operations.split(tensor, axis, ...order[mode].map(() => units))
  return operations.concat(axis, ...order[mode].map(place => blocks[place]!))
}
