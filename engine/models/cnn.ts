import * as layers from '@tensorflow/tfjs-layers'

/** What the paper leaves open of its small CNN, chosen by us; with these it has 406,744 parameters. */
export interface CnnOptions {
  /** Edge of a patch, pixels. */
  patch: number
  /** Filters of the two convolutions. */
  filters: readonly [number, number]
  /** Units of the first dense layer (the paper's 50). */
  units: number
  /** Share of those units that is dropped in training. */
  dropout: number
  seed: number
}

export const cnnDefaults: CnnOptions = { patch: 50, filters: [32, 64], units: 50, dropout: 0.5, seed: 1 }

/**
 * The paper's small CNN: two convolutions, each with pooling, then dense 50, dropout and dense 2 with softmax.
 * Takes [batch, patch, patch, 3], gives [batch, 2].
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
