import type { Handle, Operations } from './binding.ts'
import type { Recurrence, RecurrenceSize } from './recurrence.ts'

/**
 * TensorFlow's own cell uses Keras' gate order (ifco), and takes a forget bias only as part of the
 * bias.
 */
const attributes = { use_peephole: false }

/**
 * BlockLSTMV2 and BlockLSTMGradV2 (tensorflow/core/ops/rnn_ops.cc): one operation each for the
 * forward and backward pass of the whole sequence.
 */
export const blockLstm: Recurrence = {
  forward(operations, { x, kernel, recurrentKernel, bias }, size) {
    const given = [
      operations.long(size.steps),
      operations.transpose(x, 1, 0, 2),
      ...zeroStates(operations, size),
      operations.concat(0, kernel, recurrentKernel),
      ...peepholes(operations, size),
      bias
    ]
    const made = operations.run('BlockLSTMV2', given, { ...attributes, cell_clip: { float: 0 } }, 7)
    const [, , , , , , states] = made as [Handle, Handle, Handle, Handle, Handle, Handle, Handle]
    return {
      states: operations.transpose(states, 1, 0, 2),
      backward: dy => {
        const cells = operations.one('ZerosLike', [made[1]!])
        const inputs = [...given, ...made, cells, operations.transpose(dy, 1, 0, 2)]
        const gradients = operations.run('BlockLSTMGradV2', inputs, attributes, 8)
        const [kernelGradient, recurrentGradient] = operations.split(
          gradients[3]!,
          0,
          size.inputs,
          size.units
        )
        return {
          x: operations.transpose(gradients[0]!, 1, 0, 2),
          kernel: kernelGradient!,
          recurrentKernel: recurrentGradient!,
          bias: gradients[7]!
        }
      }
    }
  }
}

function zeroStates(operations: Operations, { count, units }: RecurrenceSize): [Handle, Handle] {
  const zeros = operations.floats(new Float32Array(count * units), [count, units])
  return [zeros, zeros]
}

/** The operation requires peephole weights even if it does not use them. */
function peepholes(operations: Operations, { units }: RecurrenceSize): [Handle, Handle, Handle] {
  const none = operations.floats(new Float32Array(units), [units])
  return [none, none, none]
}
