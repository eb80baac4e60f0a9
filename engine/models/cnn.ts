import * as layers from '@tensorflow/tfjs-layers'
import { publishedLayout } from '../../contract/slides/published-layout.ts'

/**
 * Parameters of the small CNN that the paper does not specify. Our choices give 406,744 parameters.
 */
export interface CnnOptions {
  /** Edge length of a patch in pixels. */
  patch: number
  /** Filters of the two convolutions. */
  filters: readonly [number, number]
  /** Units of the first dense layer (the paper's 50). */
  units: number
  /** Dropout rate of those units in training. */
  dropout: number
  seed: number
}

export const cnnDefaults: CnnOptions = {
  patch: publishedLayout.patch,
  filters: [32, 64],
  units: 50,
  dropout: 0.5,
  seed: 1
}

/**
 * Builds the paper's small CNN: two convolutions, each with pooling, then dense 50, dropout and
 * dense 2 with softmax. The input is [batch, patch, patch, 3], the output [batch, 2].
 */
export function buildCnn(options: Partial<CnnOptions> = {}): layers.LayersModel {
  const { patch, filters, units, dropout, seed } = { ...cnnDefaults, ...options }
  const model = layers.sequential({ name: 'cnn' })
  filters.forEach((count, index) => {
    model.add(
      layers.layers.conv2d({
        ...(index === 0 ? { inputShape: [patch, patch, 3] } : {}),
        name: `convolution_${index + 1}`,
        filters: count,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: layers.initializers.heNormal({ seed: seed + index })
      })
    )
    model.add(layers.layers.maxPooling2d({ name: `pooling_${index + 1}`, poolSize: 2 }))
  })
  model.add(layers.layers.flatten({ name: 'flatten' }))
  model.add(
    layers.layers.dense({
      name: 'dense',
      units,
      activation: 'relu',
      kernelInitializer: layers.initializers.heNormal({ seed: seed + 2 })
    })
  )
  model.add(layers.layers.dropout({ name: 'dropout', rate: dropout, seed: seed + 3 }))
  model.add(
    layers.layers.dense({
      name: 'classes',
      units: 2,
      activation: 'softmax',
      kernelInitializer: layers.initializers.glorotUniform({ seed: seed + 4 })
    })
  )
  return model
}
