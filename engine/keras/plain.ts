import { type Config, isModel, type Layer, type Topology, unsupported } from './model-json.ts'

/** Keras 3 wraps every value with where its class comes from; layers of TensorFlow.js need none. */
const wrapping = new Set(['module', 'registered_name', 'build_config', 'compile_config'])

/** Layers that change images only while training, and pass them on unchanged otherwise. */
const onlyInTraining =
  /^(Random(Flip|Rotation|Zoom|Contrast|Translation|Brightness|Crop|ColorJitter)|SpatialDropout2D|GaussianNoise)$/

/**
 * Converts a topology of Keras 2 or 3 to the form that TensorFlow.js reads.
 * @param three whether Keras 3 wrote it
 * @throws model/unsupported for options that TensorFlow.js would ignore without a word
 */
export function plainTopology(model: Topology, three: boolean): Topology {
  const { class_name, config } = model
  const { layers, input_layers, output_layers } = config
  return {
    class_name: class_name === 'Functional' ? 'Model' : class_name,
    config: {
      ...(bare(config) as Config),
      name: config.name,
      layers: layers.map(layer => plainLayer(layer, three)),
      ...(input_layers ? { input_layers: listed(input_layers), output_layers: listed(output_layers) } : {})
    }
  }
}

/** A single end is not in a list of its own in Keras 3. */
const listed = (ends: unknown): [string, number, number][] =>
  (Array.isArray(ends) && typeof ends[0] === 'string' ? [ends] : ends) as [string, number, number][]

function plainLayer(layer: Layer, three: boolean): Layer {
  const nodes = layer.inbound_nodes
    ? { inbound_nodes: layer.inbound_nodes.map(node => inputsOf(layer, node)) }
    : {}
  const named = layer.name === undefined ? {} : { name: layer.name }
  if (isModel(layer)) return { ...plainTopology(layer, three), ...named, ...nodes }
  const { class_name, config } = translated(layer.class_name, bare(layer.config) as Config, three)
  return { class_name, config, ...named, ...nodes }
}

/** Removes the wrapping, and replaces policies and functions by their names. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== 'object' || value === null) return value
  const { class_name, config } = value as { class_name?: unknown; config?: unknown }
  if (class_name === 'function' && typeof config === 'string') return config
  if (typeof class_name === 'string' && class_name.endsWith('Policy')) return 'float32'
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !wrapping.has(key))
      .map(([key, inner]) => [key, bare(inner)])
  )
}

/** Returns a node's inputs in the form of Keras 2. */
function inputsOf(layer: Layer, node: unknown): unknown {
  if (Array.isArray(node)) return node
  const { args, kwargs } = node as { args: unknown; kwargs: unknown }
  if (tensorsIn(kwargs).length > 0)
    throw unsupported(
      `The layer ${nameOf(layer)} takes a tensor as an option, such as a mask or a first state, which Ductal does not read. Save a model without it.`
    )
  return tensorsIn(args).map(([name, at, tensor]) => [name, at, tensor, {}])
}

function tensorsIn(value: unknown): [string, number, number][] {
  if (typeof value !== 'object' || value === null) return []
  const { class_name, config } = value as { class_name?: unknown; config?: { keras_history?: unknown } }
  if (class_name === '__keras_tensor__') return [config?.keras_history as [string, number, number]]
  return Object.values(value).flatMap(tensorsIn)
}

const nameOf = ({ name, config }: Layer) => name ?? String(config.name)

function translated(kind: string, given: Config, three: boolean): { class_name: string; config: Config } {
  const config: Config = { ...given }
  const refuse = (what: string): never => {
    throw unsupported(
      `The layer ${String(config.name)} (${kind}) has ${what}, which Ductal does not support. Save the model without it.`
    )
  }
  if (config.batch_shape) config.batch_input_shape = config.batch_shape
  if (typeof config.dtype === 'string' && /float16/.test(config.dtype)) config.dtype = 'float32'
  for (const key of ['activation', 'recurrent_activation']) {
    if (config[key] === 'silu') config[key] = 'swish'
    // Keras 3 changed the slope of this function; TensorFlow.js has the one of Keras 2.
    if (three && config[key] === 'hard_sigmoid') refuse('the activation hard_sigmoid of Keras 3')
  }
  if (Array.isArray(config.axis) && config.axis.length === 1) config.axis = config.axis[0]
  if (config.data_format === 'channels_first') refuse('channels before pixels (channels_first)')
  if (typeof config.groups === 'number' && config.groups > 1) refuse(`${config.groups} groups of filters`)
  if (config.keepdims === true) refuse('the option keepdims')
  if (config.stateful === true || config.return_state === true) refuse('a state that it keeps or returns')
  if (kind === 'LeakyReLU') config.alpha ??= config.negative_slope
  if (kind === 'ReLU' && (config.negative_slope || config.threshold)) refuse('a slope or a threshold')
  if (kind === 'Rescaling' && [config.scale, config.offset].some(Array.isArray))
    refuse('a factor for each channel')
  if (kind === 'Normalization' && config.invert === true) refuse('the option invert')
  if (kind === 'Normalization' && config.axis !== -1 && config.axis !== 3)
    refuse('another axis than channels')
  if (kind === 'Bidirectional' && JSON.stringify(config).includes('"reset_after":true'))
    refuse('a GRU with reset_after in both directions')
  if (onlyInTraining.test(kind))
    return { class_name: 'Activation', config: { name: config.name, activation: 'linear' } }
  return { class_name: kind, config }
}
