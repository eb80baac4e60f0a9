import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { gatesOf } from '../../engine/kernels/recurrence/cells.ts'
import { LocalAttention } from '../../engine/layers/attention.ts'
import { FusedGRU, FusedLSTM } from '../../engine/layers/recurrent.ts'

/**
 * Returns the operations in a model's matrix products for one patch, counting a multiply-add as
 * two. Biases, activations and pooling are not counted.
 */
export function operationsOf(model: LayersModel): number {
  return 2 * model.layers.reduce((sum, layer) => sum + multiplications(layer), 0)
}

function multiplications(layer: layers.Layer): number {
  const [, ...output] = layer.outputShape as number[]
  const size = (shape: number[]) => shape.reduce((product, edge) => product * edge, 1)
  if (layer instanceof FusedGRU || layer instanceof FusedLSTM) {
    const [, steps, inputs] = (layer.input as SymbolicTensor).shape as [number, number, number]
    return steps * gatesOf(layer.cell) * layer.units * (layer.units + inputs + 1)
  }
  if (layer instanceof LocalAttention) {
    const [steps, features] = output as [number, number]
    return steps * 2 * layer.units * (features + 1)
  }
  // A kernel is [height, width, in, out] or [in, out]; each of its numbers is used once at each
  // place.
  const kernel = layer.weights.find(weight => weight.originalName.endsWith('/kernel'))
  if (!kernel) return 0
  return size(kernel.shape as number[]) * size(output.slice(0, -1))
}
