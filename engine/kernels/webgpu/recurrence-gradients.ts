import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import type { RecurrenceTensors } from '../operations.ts'
import type { Cell } from '../recurrence/cells.ts'
import { backShader, deltaRows, planBack } from './back.ts'
import { recordRows } from './cells.ts'
import { dispatch, limitsOf } from './device.ts'
import { recordedStates, tooManyUnits } from './recurrence.ts'

/** Byte limit for the record and the deltas of the patches computed at once. */
const MEMORY = 128 * 1024 * 1024

type Gradients = [x: tf.Tensor, kernel: tf.Tensor, recurrentKernel: tf.Tensor, bias: tf.Tensor]

/**
 * Computes gradients from those of every state. Nothing is kept from the forward pass: it is
 * repeated and recorded, a share of the batch at a time. Only the deltas need one step after the
 * other; the weights' gradients are products over all steps at once.
 */
export function recurrenceGradients(
  backend: WebGPUBackend,
  tensors: RecurrenceTensors,
  cell: Cell,
  dy: tf.Tensor,
  memory = MEMORY
): Gradients {
  const [batch, steps] = tensors.x.shape as [number, number, number]
  const units = tensors.recurrentKernel.shape[0]!
  const bytes = 4 * steps * units * (recordRows[cell] + deltaRows[cell] + 2)
  const share = Math.max(1, Math.floor(memory / bytes))
  if (batch <= share) return tf.tidy(() => gradientsOf(backend, tensors, cell, dy))
  return tf.tidy(() => {
    const inputs: tf.Tensor[] = []
    let sums: tf.Tensor[] | undefined
    for (let first = 0; first < batch; first += share) {
      const cut = (tensor: tf.Tensor) => part(tensor, first, Math.min(share, batch - first))
      const [x, ...weights] = tf.tidy(() =>
        gradientsOf(backend, { ...tensors, x: cut(tensors.x) }, cell, cut(dy))
      )
      inputs.push(x)
      const before = sums
      sums = before ? tf.tidy(() => weights.map((weight, i) => tf.add(weight, before[i]!))) : weights
      if (before) tf.dispose([before, weights])
    }
    return [tf.concat(inputs), ...sums!] as Gradients
  })
}

function part(tensor: tf.Tensor, first: number, count: number): tf.Tensor {
  const [, steps, features] = tensor.shape as [number, number, number]
  return tf.slice(tensor, [first, 0, 0], [count, steps, features])
}

function gradientsOf(
  backend: WebGPUBackend,
  tensors: RecurrenceTensors,
  cell: Cell,
  dy: tf.Tensor
): Gradients {
  const { x, kernel } = tensors
  const [batch, steps, inputs] = x.shape as [number, number, number]
  const units = tensors.recurrentKernel.shape[0]!
  const { states, record } = recordedTensors(backend, tensors, cell)
  const deltas = deltasOf(backend, { dy, record, states, recurrentKernel: tensors.recurrentKernel }, cell)
  const flat = <T extends tf.Tensor>(tensor: T, width: number) =>
    tf.reshape(tensor, [batch * steps, width]) as tf.Tensor2D
  const columns = (tensor: tf.Tensor2D, first: number, count: number) =>
    tf.slice(tensor, [0, first * units], [batch * steps, count * units])
  const rows = flat(deltas, deltaRows[cell] * units)
  const fromInput = cell === 'gru-reset-after' ? columns(rows, 0, 3) : rows
  const before = flat(shifted(states), units)
  const common = {
    x: tf.reshape(tf.matMul(fromInput, kernel as tf.Tensor2D, false, true), [batch, steps, inputs]),
    kernel: tf.matMul(flat(x, inputs), fromInput, true, false),
    bias: tf.sum(fromInput, 0)
  }
  if (cell === 'lstm') return [common.x, common.kernel, tf.matMul(before, rows, true, false), common.bias]
  if (cell === 'gru') {
    const gates = tf.matMul(before, columns(rows, 0, 2), true, false)
    const reset = tf.mul(before, columns(flat(record, recordRows.gru * units), 1, 1)) as tf.Tensor2D
    const candidate = tf.matMul(reset, columns(rows, 2, 1), true, false)
    return [common.x, common.kernel, tf.concat([gates, candidate], 1), common.bias]
  }
  const fromState = tf.concat([columns(rows, 0, 2), columns(rows, 3, 1)], 1)
  const bias = tf.stack([common.bias, tf.sum(fromState, 0)])
  return [common.x, common.kernel, tf.matMul(before, fromState, true, false), bias]
}

function recordedTensors(backend: WebGPUBackend, tensors: RecurrenceTensors, cell: Cell) {
  const { states, record } = recordedStates(backend, tensors, cell)
  const engine = tf.engine()
  return {
    states: engine.makeTensorFromTensorInfo(states) as tf.Tensor3D,
    record: engine.makeTensorFromTensorInfo(record) as tf.Tensor3D
  }
}

/** Returns the previous state for each step. */
function shifted(states: tf.Tensor3D): tf.Tensor3D {
  const [batch, steps, units] = states.shape
  return tf.concat(
    [tf.zeros([batch, 1, units]), tf.slice(states, [0, 0, 0], [batch, steps - 1, units])],
    1
  ) as tf.Tensor3D
}

function deltasOf(
  backend: WebGPUBackend,
  given: { dy: tf.Tensor; record: tf.Tensor; states: tf.Tensor3D; recurrentKernel: tf.Tensor },
  cell: Cell
): tf.Tensor {
  const [batch, steps, units] = given.states.shape
  const plan = planBack({ cell, steps, units }, limitsOf(backend))
  if (!plan) throw tooManyUnits(units, cell)
  const turned = tf.transpose(given.recurrentKernel)
  const deltas = backend.makeTensorInfo([batch, steps, deltaRows[cell] * units], 'float32')
  dispatch(backend, {
    source: backShader(plan),
    uniform: [batch],
    tensors: [given.dy, given.record, given.states, turned, deltas],
    workgroups: Math.ceil(batch / 4)
  })
  return tf.engine().makeTensorFromTensorInfo(deltas)
}
