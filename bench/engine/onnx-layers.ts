import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { type Chain, chainOf } from '../../engine/layers/stream.ts'
import { tokenisedOf } from '../../engine/layers/tokenised.ts'
import { OnnxGraph } from './onnx.ts'
import { meanOf } from './onnx-network.ts'

type Layer = layers.Layer
type Config = Record<string, unknown>

/** onnxruntime's default if a normalisation names no epsilon. */
const onnxEpsilon = 1e-5

/**
 * Converts one of our architectures to ONNX for a fixed batch size. The input is [batch, height,
 * width, channels] as in TensorFlow.js, the output [batch, classes].
 * @throws RangeError for a layer that none of the architectures has
 */
export function onnxModel(model: LayersModel, batch: number): Uint8Array {
  const graph = new OnnxGraph()
  const [, ...image] = model.inputs[0]!.shape as number[]
  const tokenised = tokenisedOf(model)
  const chain = tokenised?.chain ?? chainOf(model.layers)
  const images = tokenised
    ? graph.node('Transpose', [convolutional(graph, tokenised.convolutions, batch)], { perm: [0, 2, 3, 1] })
    : 'x'
  const output = chain ? recurrent(graph, images, chain, batch) : convolutional(graph, model, batch)
  return graph.model('x', [batch, ...image], output, [batch, model.outputs[0]!.shape[1]!])
}

/** Reads images with channels last, token by token. */
function recurrent(graph: OnnxGraph, images: string, chain: Chain, batch: number): string {
  const [, steps, inputs] = chain.tokens.outputShape as [number, number, number]
  const rows = graph.node('Reshape', [images, graph.integers([batch, steps, inputs])])
  const sequence = graph.node('Transpose', [rows], { perm: [1, 0, 2] })
  const { recurrence, attention } = chain
  const cell = { cell: recurrence.cell, inputs, units: recurrence.units, ...numbersOf(recurrence.tensors()) }
  const weights = attention && {
    inputs: recurrence.units,
    units: attention.units,
    window: attention.window,
    ...numbersOf(attention.tensors())
  }
  const mean = meanOf(graph, sequence, cell, weights, steps, batch)
  return chain.head.reduce((input, layer) => write(graph, layer, [input], batch), mean)
}

function numbersOf<K extends string>(tensors: Record<K, Tensor>): Record<K, Float32Array> {
  const entries = Object.entries<Tensor>(tensors).map(([name, tensor]) => [
    name,
    tensor.dataSync<'float32'>()
  ])
  return Object.fromEntries(entries) as Record<K, Float32Array>
}

/** Converts layer by layer, channels first, as ONNX expects images. */
function convolutional(graph: OnnxGraph, model: LayersModel, batch: number): string {
  const image = graph.node('Transpose', ['x'], { perm: [0, 3, 1, 2] })
  const names = new Map([[model.inputs[0]!.id, image]])
  for (const layer of model.layers) {
    if (layer.getClassName() === 'InputLayer') continue
    const inputs = [layer.input].flat().map(tensor => names.get(tensor.id)!)
    names.set((layer.output as SymbolicTensor).id, write(graph, layer, inputs, batch))
  }
  return names.get(model.outputs[0]!.id)!
}

function write(graph: OnnxGraph, layer: Layer, inputs: string[], batch: number): string {
  const config = layer.getConfig() as Config
  const writer = writers[layer.getClassName()]
  if (!writer) throw new RangeError(`no ONNX is written of a layer ${layer.getClassName()}`)
  return writer(graph, layer, inputs, config, batch)
}

type Writer = (graph: OnnxGraph, layer: Layer, inputs: string[], config: Config, batch: number) => string

const writers: Record<string, Writer> = {
  Conv2D: (graph, layer, [input], config) => {
    const kernel = layer.weights[0]!.read()
    const [height, width, depth, filters] = kernel.shape as [number, number, number, number]
    const values = kernel.dataSync<'float32'>()
    const turned = Float32Array.from({ length: values.length }, (_, i) => {
      const [filter, channel, place] = split(i, depth, height * width)
      return values[(place * depth + channel) * filters + filter]!
    })
    const bias = layer.weights[1]?.read().dataSync<'float32'>()
    const tensors = [input!, graph.floats(turned, [filters, depth, height, width])]
    if (bias) tensors.push(graph.floats(bias, [filters]))
    const output = graph.node('Conv', tensors, {
      strides: config.strides as number[],
      ...padding(config)
    })
    return activated(graph, output, config)
  },
  BatchNormalization: (graph, layer, [input], config) => {
    const [gamma, beta, mean, variance] = layer.weights.map(weight => weight.read().dataSync<'float32'>())
    const shifted = variance!.map(value => value + (config.epsilon as number) - onnxEpsilon)
    const tensors = [gamma!, beta!, mean!, shifted].map(values => graph.floats(values, [values.length]))
    return graph.node('BatchNormalization', [input!, ...tensors])
  },
  Activation: (graph, _, [input], config) => activated(graph, input!, config),
  MaxPooling2D: (graph, _, [input], config) =>
    graph.node('MaxPool', [input!], {
      kernel_shape: config.poolSize as number[],
      strides: config.strides as number[],
      ...padding(config)
    }),
  GlobalAveragePooling2D: (graph, layer, [input], _, batch) => {
    const [, channels] = layer.outputShape as [number, number]
    return graph.node('Reshape', [
      graph.node('GlobalAveragePool', [input!]),
      graph.integers([batch, channels])
    ])
  },
  Add: (graph, _, inputs) => graph.node('Add', inputs),
  // TensorFlow.js flattens with channels last.
  Flatten: (graph, layer, [input], _, batch) => {
    const [, size] = layer.outputShape as [number, number]
    const turned = graph.node('Transpose', [input!], { perm: [0, 2, 3, 1] })
    return graph.node('Reshape', [turned, graph.integers([batch, size])])
  },
  Dropout: (_graph, _layer, [input]) => input!,
  Dense: (graph, layer, [input], config) => {
    const [kernel, bias] = layer.weights.map(weight => weight.read())
    const weights = graph.floats(kernel!.dataSync<'float32'>(), kernel!.shape)
    const output = graph.node('Gemm', [
      input!,
      weights,
      graph.floats(bias!.dataSync<'float32'>(), bias!.shape)
    ])
    return activated(graph, output, config)
  }
}

function padding(config: Config): Record<string, string> {
  return { auto_pad: config.padding === 'same' ? 'SAME_UPPER' : 'VALID' }
}

const activations: Record<string, string> = { relu: 'Relu', softmax: 'Softmax' }

function activated(graph: OnnxGraph, input: string, { activation }: Config): string {
  if (activation === undefined || activation === 'linear') return input
  return graph.node(activations[String(activation)]!, [input])
}

/** Splits an index into [a][b][c] into its three parts. */
function split(i: number, b: number, c: number): [number, number, number] {
  return [Math.floor(i / (b * c)), Math.floor(i / c) % b, i % c]
}
