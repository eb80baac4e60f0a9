import type { layers } from '@tensorflow/tfjs-layers'
import { DuctalError } from '../../contract/errors.ts'
import type { Graph } from './graph.ts'

type Layer = layers.Layer
type Config = Record<string, unknown>

export interface Writing {
  graph: Graph
  layer: Layer
  config: Config
  inputs: string[]
}

const toChannels = { perm: [0, 3, 1, 2] }
const fromChannels = { perm: [0, 2, 3, 1] }

const weight = (layer: Layer, name: string) => {
  const found = layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`))
  return found && { shape: found.shape as number[], values: found.read().dataSync<'float32'>() }
}

const needed = (layer: Layer, name: string) => {
  const found = weight(layer, name)
  if (!found) throw new RangeError(`the layer ${layer.name} has no weight ${name}`)
  return found
}

/** Writes a layer's nodes and returns the name of its output. Arrays keep Keras' order of axes. */
export function writeLayer(writing: Writing): string {
  const kind = writing.layer.getClassName()
  const write = writers[kind]
  if (write) return write(writing)
  throw unwritable(`the layer ${writing.layer.name} (${kind})`)
}

const unwritable = (what: string) =>
  new DuctalError('model/unsupported', `Ductal cannot write ${what} as ONNX. Export another model.`)

const writers: Readonly<Record<string, (writing: Writing) => string>> = {
  Conv2D(writing) {
    const { graph, layer, config, inputs } = writing
    const { shape, values } = needed(layer, 'kernel')
    const [height, width, channels, filters] = shape as [number, number, number, number]
    const kernel = permuted(values, [height * width, channels, filters], [2, 1, 0])
    const bias = weight(layer, 'bias')
    const output = graph.node(
      'Conv',
      [
        graph.node('Transpose', inputs, toChannels),
        graph.floats([filters, channels, height, width], kernel),
        ...(bias ? [graph.floats([filters], bias.values)] : [])
      ],
      { ...windowOf(config), kernel_shape: [height, width], dilations: config.dilationRate as number[] }
    )
    return activated(writing, graph.node('Transpose', [output], fromChannels))
  },
  MaxPooling2D({ graph, config, inputs }) {
    const attributes = { ...windowOf(config), kernel_shape: config.poolSize as number[] }
    const output = graph.node('MaxPool', [graph.node('Transpose', inputs, toChannels)], attributes)
    return graph.node('Transpose', [output], fromChannels)
  },
  BatchNormalization({ graph, layer, config, inputs: [input = ''] }) {
    const [mean, variance] = [needed(layer, 'moving_mean').values, needed(layer, 'moving_variance').values]
    const [gamma, beta] = [weight(layer, 'gamma')?.values, weight(layer, 'beta')?.values]
    const factor = variance.map((v, i) => (gamma?.[i] ?? 1) / Math.sqrt(v + Number(config.epsilon)))
    const offset = mean.map((m, i) => (beta?.[i] ?? 0) - m * factor[i]!)
    const scaled = graph.node('Mul', [input, graph.floats([factor.length], factor)])
    return graph.node('Add', [scaled, graph.floats([offset.length], offset)])
  },
  Dense(writing) {
    const {
      graph,
      layer,
      inputs: [input = '']
    } = writing
    const { shape, values } = needed(layer, 'kernel')
    const product = graph.node('MatMul', [input, graph.floats(shape, values)])
    const bias = weight(layer, 'bias')
    return activated(
      writing,
      bias ? graph.node('Add', [product, graph.floats(bias.shape, bias.values)]) : product
    )
  },
  Activation: writing => activated(writing, writing.inputs[0] ?? ''),
  Add: ({ graph, inputs: [first = '', ...rest] }) =>
    rest.reduce((sum, input) => graph.node('Add', [sum, input]), first),
  Dropout: ({ inputs: [input = ''] }) => input,
  Flatten: ({ graph, inputs }) => graph.node('Flatten', inputs, { axis: 1 }),
  GlobalAveragePooling2D: ({ graph, inputs }) =>
    graph.node('ReduceMean', inputs, { axes: [1, 2], keepdims: 0 }),
  GlobalAveragePooling1D: ({ graph, inputs }) => graph.node('ReduceMean', inputs, { axes: [1], keepdims: 0 }),
  Reshape: ({ graph, layer, inputs: [input = ''] }) =>
    reshaped(graph, input, layer.outputShape.slice(1) as number[]),
  Rescaling({ graph, config, inputs: [input = ''] }) {
    const scaled = graph.node('Mul', [input, graph.floats([1], Float32Array.of(Number(config.scale)))])
    return graph.node('Add', [scaled, graph.floats([1], Float32Array.of(Number(config.offset ?? 0)))])
  },
  Tokens({ graph, layer, config, inputs: [input = ''] }) {
    const [, height, width, channels] =
      layer.inputSpec?.[0]?.shape ?? (layer.input as { shape: number[] }).shape
    const [rows, columns] = [Number(config.rows), Number(config.columns)]
    const steps = layer.outputShape.slice(1) as number[]
    if (rows === 1) return reshaped(graph, input, steps)
    const blocks = reshaped(graph, input, [height! / rows, rows, width! / columns, columns, channels!])
    return reshaped(graph, graph.node('Transpose', [blocks], { perm: [0, 1, 3, 2, 4, 5] }), steps)
  },
  FusedGRU: writing => recurrent(writing, 'GRU', [0, 1, 2]),
  // Keras has input, forget, candidate, output; ONNX has input, output, forget, candidate.
  FusedLSTM: writing => recurrent(writing, 'LSTM', [0, 3, 1, 2]),
  LocalAttention({ graph, layer, config, inputs: [input = ''] }) {
    const [, steps] = layer.outputShape as number[]
    const window = Number(config.window)
    const of = (name: string) => {
      const { shape, values } = needed(layer, name)
      return graph.floats(shape, values)
    }
    const { shape: [units = 0] = [], values } = needed(layer, 'score')
    const score = graph.floats([units, 1], values)
    const queries = graph.node('Add', [graph.node('MatMul', [input, of('query')]), of('bias')])
    const back = Math.floor(window / 2)
    const pads = graph.wholes([0, back, 0, 0, window - 1 - back, 0])
    const keys = graph.node('Pad', [graph.node('MatMul', [input, of('key')]), pads])
    const states = graph.node('Pad', [input, pads])
    const scoreBias = of('score_bias')
    const axis = graph.wholes([1])
    const terms = Array.from({ length: window }, (_, place) => {
      const part = (from: string) =>
        graph.node('Slice', [from, graph.wholes([place]), graph.wholes([place + steps!]), axis])
      const hidden = graph.node('Tanh', [graph.node('Add', [queries, part(keys)])])
      const scores = graph.node('Add', [graph.node('MatMul', [hidden, score]), scoreBias])
      const inside = Float32Array.from({ length: steps! }, (_, step) => {
        const at = step + place - back
        return at >= 0 && at < steps! ? 1 : 0
      })
      const power = graph.node('Mul', [
        graph.node('Exp', [graph.node('Sigmoid', [scores])]),
        graph.floats([1, steps!, 1], inside)
      ])
      return { power, attended: graph.node('Mul', [power, part(states)]) }
    })
    const sum = (values: string[]) => values.reduce((total, value) => graph.node('Add', [total, value]))
    return graph.node('Div', [
      sum(terms.map(({ attended }) => attended)),
      sum(terms.map(({ power }) => power))
    ])
  }
}

/** Reshapes what follows the batch; 0 keeps the batch's own size. */
const reshaped = (graph: Graph, input: string, shape: readonly number[]) =>
  graph.node('Reshape', [input, graph.wholes([0, ...shape])])

function windowOf(config: Config) {
  return {
    strides: config.strides as number[],
    auto_pad: config.padding === 'same' ? 'SAME_UPPER' : 'VALID'
  }
}

const functions: Readonly<Record<string, string>> = { relu: 'Relu', tanh: 'Tanh', sigmoid: 'Sigmoid' }

function activated({ graph, layer, config: { activation } }: Writing, input: string): string {
  if (activation === undefined || activation === 'linear') return input
  if (activation === 'softmax') return graph.node('Softmax', [input], { axis: -1 })
  const kind = functions[String(activation)]
  if (!kind) throw unwritable(`the activation ${String(activation)} of the layer ${layer.name}`)
  return graph.node(kind, [input])
}

/** @param order place of each of ONNX' gates among Keras' */
function recurrent({ graph, layer, config, inputs }: Writing, kind: string, order: number[]): string {
  const units = Number(config.units)
  const gates = order.length
  const kernel = needed(layer, 'kernel')
  const bias = needed(layer, 'bias').values
  const after = config.resetAfter === true
  const own = (values: Float32Array, rows: number) =>
    permuted(inOrder(values, rows, units, order), [rows, gates * units, 1], [1, 0, 2])
  const features = kernel.shape[0]!
  const biases = new Float32Array(2 * gates * units)
  biases.set(inOrder(bias.slice(0, gates * units), 1, units, order))
  if (after) biases.set(inOrder(bias.slice(gates * units), 1, units, order), gates * units)
  const [all = '', last = ''] = graph.several(
    kind,
    [
      graph.node('Transpose', inputs, { perm: [1, 0, 2] }),
      graph.floats([1, gates * units, features], own(kernel.values, features)),
      graph.floats([1, gates * units, units], own(needed(layer, 'recurrent_kernel').values, units)),
      graph.floats([1, biases.length], biases)
    ],
    2,
    { hidden_size: units, ...(kind === 'GRU' ? { linear_before_reset: after ? 1 : 0 } : {}) }
  )
  if (config.returnSequences !== true) return graph.node('Squeeze', [last, graph.wholes([0])])
  return graph.node('Transpose', [graph.node('Squeeze', [all, graph.wholes([1])])], { perm: [1, 0, 2] })
}

/** Reorders groups of columns. */
function inOrder(values: Float32Array, rows: number, units: number, order: number[]): Float32Array {
  const width = order.length * units
  return values
    .map((_, i) => {
      const [row, column] = [Math.floor(i / width), i % width]
      return values[row * width + order[Math.floor(column / units)]! * units + (column % units)]!
    })
    .slice(0, rows * width)
}

/** Transposes an array of three axes. */
function permuted(
  values: Float32Array,
  shape: [number, number, number],
  order: [number, number, number]
): Float32Array {
  const strides = [shape[1] * shape[2], shape[2], 1]
  const [a, b, c] = order.map(axis => shape[axis]!) as [number, number, number]
  const [p, q, r] = order.map(axis => strides[axis]!) as [number, number, number]
  const result = new Float32Array(values.length)
  let place = 0
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) result[place++] = values[i * p + j * q + k * r]!
  return result
}
