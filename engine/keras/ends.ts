import { isModel, type Layer, type Topology } from './model-json.ts'
import { leavesOf } from './weights.ts'

/** The scaling of pixel values that a network does itself. */
export interface Scaling {
  /** Name of the layer that scales. */
  layer: string
  /** The pixel values that it expects. */
  expects: '0-255' | '0-1'
}

/** Layers that leave the scale of their input unchanged. */
const neutral = new Set(['InputLayer', 'Dropout', 'ZeroPadding2D', 'Resizing', 'CenterCrop', 'Reshape'])

/** A larger factor maps values from 0 to 1 rather than from 0 to 255. */
const largestLevelFactor = 1 / 16

/** A larger mean belongs to values from 0 to 255. */
const largestUnitMean = 2

/**
 * Returns the scaling that a network does itself; null if its first layers do none.
 * @param meansOf the channel means that a normalising layer subtracts, by the layer's name
 */
export function scalingOf(model: Topology, meansOf: (layer: string) => readonly number[]): Scaling | null {
  const first = leavesOf(model).find(layer => !neutral.has(layer.class_name) && !isIdentity(layer))
  const layer = String(first?.config.name)
  if (first?.class_name === 'Rescaling')
    return { layer, expects: Number(first.config.scale) <= largestLevelFactor ? '0-255' : '0-1' }
  const scales = first?.class_name === 'BatchNormalization' && Math.max(...meansOf(layer)) > largestUnitMean
  return scales ? { layer, expects: '0-255' } : null
}

/** Layers behind which probabilities are still probabilities. */
const passing = new Set([
  'Dropout',
  'Reshape',
  'Flatten',
  'GlobalAveragePooling2D',
  'GlobalAveragePooling1D',
  'AveragePooling2D'
])

/** How a network's last numbers are made; `unknown` if the layer's configuration does not say. */
export type LastActivation = 'softmax' | 'sigmoid' | 'linear' | 'unknown' | (string & {})

/** Returns the last layer that shapes a network's output, and its activation. */
export function lastActivation(model: Topology): { layer: string; activation: LastActivation } {
  const layer = lastLayer(model)
  return { layer: String(layer.config.name), activation: activationOf(layer) }
}

function lastLayer(model: Topology): Layer {
  const { layers, output_layers } = model.config
  let layer = (output_layers?.[0] && named(layers, output_layers[0][0])) ?? layers.at(-1)!
  while (!isModel(layer) && (passing.has(layer.class_name) || isIdentity(layer))) {
    const before = output_layers ? inputOf(layers, layer) : layers[layers.indexOf(layer) - 1]
    if (!before) return layer
    layer = before
  }
  return isModel(layer) ? lastLayer(layer) : layer
}

const isIdentity = ({ class_name, config }: Layer) =>
  class_name === 'Activation' && config.activation === 'linear'

const named = (layers: Layer[], name: string) =>
  layers.find(layer => (layer.name ?? layer.config.name) === name)

/** Returns the layer before one in a functional model; undefined if there are several. */
function inputOf(layers: Layer[], layer: Layer): Layer | undefined {
  const inputs = layer.inbound_nodes?.[0] as [string, number, number][] | undefined
  return inputs?.length === 1 && inputs[0] ? named(layers, inputs[0][0]) : undefined
}

function activationOf({ class_name, config }: Layer): LastActivation {
  if (class_name === 'Softmax') return 'softmax'
  if (typeof config.activation === 'string') return config.activation
  return /^(BatchNormalization|Add|ReLU|LeakyReLU)$/.test(class_name) ? 'linear' : 'unknown'
}
