import { type Config, isModel, type Layer, type Topology, unsupported } from './model-json.ts'

/**
 * Replaces Keras' GRU and LSTM by our own layers where they compute the same: TensorFlow.js has no
 * GRU with `reset_after`, Keras' default, and is slow with the others. The weights have the same
 * order.
 * @throws model/unsupported for a GRU with `reset_after` and other options than Keras' own
 */
export function withFusedLayers(model: Topology): Topology {
  return { ...model, config: { ...model.config, layers: model.config.layers.map(fused) } }
}

function fused(layer: Layer): Layer {
  if (isModel(layer)) return withFusedLayers(layer)
  if (layer.class_name !== 'GRU' && layer.class_name !== 'LSTM') return layer
  const { config } = layer
  const resetAfter = layer.class_name === 'GRU' && config.reset_after === true
  if (!isCommon(config)) {
    if (!resetAfter) return layer
    throw unsupported(
      `The layer ${String(config.name)} is a GRU with reset_after and unusual options. Ductal supports it with tanh, sigmoid and a bias, forwards. Train it so, or with reset_after=False.`
    )
  }
  const { name, units, return_sequences, batch_input_shape } = config
  return {
    ...layer,
    class_name: layer.class_name === 'GRU' ? 'FusedGRU' : 'FusedLSTM',
    config: {
      ...{ name, units, return_sequences },
      ...(batch_input_shape ? { batch_input_shape } : {}),
      ...(layer.class_name === 'GRU' ? { reset_after: resetAfter } : {})
    }
  }
}

const isCommon = (config: Config): boolean =>
  config.activation === 'tanh' &&
  config.recurrent_activation === 'sigmoid' &&
  config.use_bias === true &&
  config.go_backwards !== true &&
  config.time_major !== true
