import type { LayersModel } from '@tensorflow/tfjs-layers'
import { integer, randomOf } from '../../evaluation/random.ts'

/**
 * Gives every dropout layer the seed of this step, or of its patches from `first` on. By itself,
 * TensorFlow.js's layer draws either the same mask every time (with a seed) or a mask that cannot
 * be reproduced (without).
 */
export function seedDropout(model: LayersModel, seed: number, step: number, first?: number): void {
  model.layers.forEach((layer, index) => {
    if (layer.getClassName() !== 'Dropout') return
    const random = randomOf('dropout', seed, step, ...(first === undefined ? [] : [first]), index)
    Object.assign(layer, { seed: integer(random, 2 ** 31) })
  })
}
