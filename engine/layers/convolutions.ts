import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers'
import {
  type ConvolutionWeights,
  type ImageLayer,
  ImageNetwork,
  type ImageShape,
  type Window
} from '../kernels/images/images.ts'

type Layer = layers.Layer
type Config = Record<string, unknown>

/** A value in the network, with the layer of ours that computes it. */
interface Value {
  layer: Draft | null
  shape: ImageShape
}

/** A layer of ours before its normalisation, shortcut and rectifier are known. */
interface Draft {
  kind: ImageLayer['kind']
  input: Value
  shape: ImageShape
  window: Window
  weights?: Omit<ConvolutionWeights, 'shortcut'> & { shortcut: Value | null }
}

/** Thrown for anything outside the supported networks; the model's own `predict` is then used. */
class Unknown extends Error {}

/**
 * Runs a convolutional model's inference in our WebAssembly. Supports every layer of the networks
 * in models/; folds normalisations into the preceding convolutions and fuses shortcuts and
 * rectifiers. Returns null for another backend or a model with other layers. The weights are
 * copied: later training of the model has no effect.
 * @returns a function from images [batch, height, width, channels] to the model's output, which the
 *   caller disposes of
 */
export function convolved(model: LayersModel): ((images: tf.Tensor4D) => tf.Tensor) | null {
  if (tf.getBackend() !== 'wasm') return null
  try {
    const { image, drafts, softmax } = draft(model)
    const network = new ImageNetwork(image, numbered(drafts))
    const [height, width, channels] = drafts.at(-1)!.shape
    return images =>
      tf.tidy(() => {
        const count = images.shape[0]
        const found = network.compute(images.dataSync<'float32'>(), count)
        if (height * width > 1) return tf.tensor4d(found, [count, height, width, channels])
        const output = tf.tensor2d(found, [count, channels])
        return softmax ? tf.softmax(output) : output
      })
  } catch (error) {
    if (error instanceof Unknown) return null
    throw error
  }
}

interface Drafted {
  image: ImageShape
  drafts: Draft[]
  /** Whether the last layer's activation is softmax. */
  softmax: boolean
}

function draft(model: LayersModel): Drafted {
  const [input, output] = [model.inputs[0]!, model.outputs[0]!]
  const image = input.shape.slice(1) as unknown as ImageShape
  need(model.inputs.length === 1 && model.outputs.length === 1 && image.length === 3)
  need(image.every(Number.isInteger) && model.layers.every(({ inboundNodes }) => inboundNodes.length === 1))
  const drafts: Draft[] = []
  const values = new Map<number, Value>([[input.id, { layer: null, shape: image }]])
  let softmax = false
  for (const layer of model.layers) {
    if (layer.getClassName() === 'InputLayer') continue
    const take = known(takers[layer.getClassName()])
    need(!softmax)
    const read = [layer.input].flat()
    const inputs = read.map(tensor => known(values.get(tensor.id)))
    const alone = read.map(tensor => readers(model, tensor) === 1)
    const config = layer.getConfig() as Config
    const given = layer.output as SymbolicTensor
    values.set(given.id, take({ layer, config, inputs, alone, drafts }))
    softmax = config.activation === 'softmax'
  }
  const last = known(values.get(output.id))
  need(last.layer !== null && last.layer === drafts.at(-1))
  return { image, drafts, softmax }
}

const readers = (model: LayersModel, tensor: SymbolicTensor) =>
  model.layers.filter(layer => layer.getClassName() !== 'InputLayer' && [layer.input].flat().includes(tensor))
    .length

function need(condition: boolean): void {
  if (!condition) throw new Unknown()
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Unknown()
  return value
}

interface Taking {
  layer: Layer
  config: Config
  inputs: Value[]
  /** Which of the inputs have no other reader. */
  alone: boolean[]
  drafts: Draft[]
}

const takers: Record<string, (taking: Taking) => Value> = {
  Conv2D({ layer, config, inputs: [input], drafts }) {
    const [kernel, bias] = layer.weights.map(numbersOf) as [Float32Array, Float32Array | undefined]
    const shape = shapeOf(layer)
    need([config.dilationRate].flat().every(rate => rate === 1) && config.dataFormat === 'channelsLast')
    need(shape[2] % 2 === 0 && shape[2] >= 4)
    return begin(drafts, {
      kind: 'convolution',
      input: input!,
      shape,
      window: windowOf(config.kernelSize as number[], config, input!.shape),
      weights: {
        kernel,
        factors: new Float32Array(shape[2]).fill(1),
        bias: bias?.slice() ?? new Float32Array(shape[2]),
        shortcut: null,
        rectified: rectifies(config)
      }
    })
  },
  // A dense layer is a convolution over one pixel whose channels are all the numbers.
  Dense({ layer, config, inputs: [input], drafts }) {
    const [kernel, bias] = layer.weights.map(numbersOf) as [Float32Array, Float32Array | undefined]
    const [, outputs, ...more] = layer.outputShape as [null, number]
    need(more.length === 0)
    return begin(drafts, {
      kind: 'convolution',
      input: input!,
      shape: [1, 1, outputs],
      window: { height: 1, width: 1, stride: 1, top: 0, left: 0 },
      weights: {
        kernel,
        factors: new Float32Array(outputs).fill(1),
        bias: bias?.slice() ?? new Float32Array(outputs),
        shortcut: null,
        rectified: config.activation === 'softmax' ? false : rectifies(config)
      }
    })
  },
  BatchNormalization({ layer, config, inputs: [input], alone: [alone] }) {
    const weights = open(input!, alone!)
    const [gamma, beta, mean, variance] = layer.weights.map(numbersOf)
    need(!weights.shortcut && layer.weights.length === 4 && (config.axis === -1 || config.axis === 3))
    const { factors, bias } = weights
    bias.forEach((value, i) => {
      const factor = gamma![i]! / Math.sqrt(variance![i]! + (config.epsilon as number))
      factors[i]! *= factor
      bias[i] = beta![i]! + (value - mean![i]!) * factor
    })
    return input!
  },
  Activation({ config, inputs: [input], alone: [alone] }) {
    const weights = open(input!, alone!)
    weights.rectified = rectifies(config)
    return input!
  },
  Add({ inputs: [branch, straight, ...more], alone: [alone], drafts }) {
    const weights = open(branch!, alone!)
    need(!weights.shortcut && straight!.layer !== branch!.layer && more.length === 0)
    need(String(straight!.shape) === String(branch!.shape))
    weights.shortcut = straight!
    // Must follow the layer that it adds and precede its readers, of which there are none yet.
    drafts.push(...drafts.splice(drafts.indexOf(branch!.layer!), 1))
    return branch!
  },
  MaxPooling2D({ layer, config, inputs: [input], drafts }) {
    return begin(drafts, {
      kind: 'maximum',
      input: input!,
      shape: shapeOf(layer),
      window: windowOf(config.poolSize as number[], config, input!.shape)
    })
  },
  GlobalAveragePooling2D({ inputs: [input], drafts }) {
    const window = { height: 1, width: 1, stride: 1, top: 0, left: 0 }
    return begin(drafts, { kind: 'mean', input: input!, shape: [1, 1, input!.shape[2]], window })
  },
  Flatten({ inputs: [input], alone: [alone] }) {
    need(alone!)
    const [height, width, channels] = input!.shape
    return { layer: input!.layer, shape: [1, 1, height * width * channels] }
  },
  Dropout({ inputs: [input], alone: [alone] }) {
    need(alone!)
    return input!
  }
}

function begin(drafts: Draft[], layer: Draft): Value {
  drafts.push(layer)
  return { layer, shape: layer.shape }
}

/**
 * Returns a convolution's weights if its output may still be changed: it has no other reader and is
 * not rectified.
 */
function open({ layer }: Value, alone: boolean): NonNullable<Draft['weights']> {
  const weights = known(layer?.weights)
  need(alone && !weights.rectified)
  return weights
}

function rectifies({ activation }: Config): boolean {
  need(activation === 'relu' || activation === 'linear' || activation === undefined)
  return activation === 'relu'
}

const numbersOf = (weight: Layer['weights'][number]) => weight.read().dataSync<'float32'>()

function shapeOf(layer: Layer): ImageShape {
  return (layer.outputShape as number[]).slice(1) as unknown as ImageShape
}

/** TensorFlow's `same` puts the smaller half of the padding above and to the left. */
export function windowOf([height, width]: number[], config: Config, image: ImageShape): Window {
  const [stride, across] = config.strides as [number, number]
  need(stride === across)
  const missing = (window: number, edge: number) =>
    config.padding === 'same' ? Math.max(0, (Math.ceil(edge / stride) - 1) * stride + window - edge) : 0
  return {
    height: height!,
    width: width!,
    stride,
    top: Math.floor(missing(height!, image[0]) / 2),
    left: Math.floor(missing(width!, image[1]) / 2)
  }
}

/** Replaces values by their numbers. A flattened value is the same memory with another shape. */
function numbered(drafts: Draft[]): ImageLayer[] {
  const numberOf = ({ layer }: Value) => (layer === null ? 0 : drafts.indexOf(layer) + 1)
  return drafts.map(({ kind, input, shape, window, weights }) => ({
    kind,
    input: numberOf(input),
    inputShape: input.shape,
    shape,
    window,
    ...(weights
      ? { weights: { ...weights, shortcut: weights.shortcut ? numberOf(weights.shortcut) : null } }
      : {})
  }))
}
