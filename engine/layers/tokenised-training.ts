import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { ImageTraining } from '../kernels/images/image-training.ts'
import type { ImageShape } from '../kernels/images/images.ts'
import type { NormalisedConvolution } from '../kernels/images/training/convolution.ts'
import type { Moments } from '../kernels/images/training/moments.ts'
import { hasKernel } from '../kernels/operations.ts'
import { windowOf } from './convolutions.ts'
import { headOf, meanOf } from './stream.ts'
import { type Tokenised, tokenisedOf } from './tokenised.ts'

type Layer = layers.Layer

/** The layers that one convolution with its normalisation was made of. */
interface Unit {
  convolution: Layer
  normalisation: Layer | null
  input: Unit | null
  shortcut: Unit | null
  rectified: boolean
}

/**
 * Training of a network whose tokens are made by convolutions, on the kernels of WebAssembly. It
 * keeps an instance of them: one a model.
 */
export class TokenisedTraining {
  /** Batch normalisations in the order of `moments`. */
  readonly normalisations: Layer[]
  readonly #parts: Tokenised
  readonly #units: Unit[]
  readonly #variables: tf.Variable[]
  #training: { capacity: number; images: ImageTraining } | null = null
  #loaded = false
  #moments: Moments[] = []

  constructor(parts: Tokenised) {
    this.#parts = parts
    this.#units = unitsOf(parts.convolutions)
    this.normalisations = this.#units.map(({ normalisation }) => normalisation!)
    this.#variables = this.#units.flatMap(({ convolution, normalisation }) =>
      [convolution.weights[0]!, normalisation!.weights[0]!, normalisation!.weights[1]!].map(
        weight => weight.read() as tf.Variable
      )
    )
  }

  /** Of the patches that went forward last, one for each normalisation. */
  get moments(): Moments[] {
    return this.#moments
  }

  /** The weights are others now. */
  changed(): void {
    this.#loaded = false
  }

  /**
   * Images to what the model gives in training; everything but the images is recorded for
   * gradients.
   */
  apply(images: tf.Tensor4D): tf.Tensor {
    const { chain } = this.#parts
    return headOf(chain, meanOf(chain, this.#tokens(images), true), true)
  }

  #tokens(images: tf.Tensor4D): tf.Tensor4D {
    const [count] = images.shape
    const training = this.#open(count)
    const shape = this.#parts.convolutions.outputShape as [null, number, number, number]
    return tf.customGrad((...all) => {
      const save = all.pop() as unknown as (tensors: tf.Tensor[]) => void
      save([])
      const { output, moments } = training.forward(images.dataSync<'float32'>(), count)
      this.#moments = moments
      return {
        value: tf.tensor4d(output, [count, shape[1], shape[2], shape[3]]),
        gradFunc: (dy: tf.Tensor) =>
          training
            .backward(dy.dataSync<'float32'>())
            .flatMap(({ kernel, gamma, beta }) => [kernel, gamma, beta])
            .map((values, i) => tf.tensor(values, this.#variables[i]!.shape))
      }
    })(...this.#variables) as tf.Tensor4D
  }

  #open(count: number): ImageTraining {
    if (!this.#training || this.#training.capacity < count) {
      const image = this.#parts.convolutions.inputs[0]!.shape.slice(1) as unknown as ImageShape
      this.#training = { capacity: count, images: new ImageTraining(image, described(this.#units), count) }
      this.#loaded = false
    }
    const { images } = this.#training
    if (!this.#loaded) {
      const values = this.#variables.map(variable => variable.dataSync<'float32'>())
      images.load(
        this.#units.map((_, i) => ({
          kernel: values[3 * i]!,
          gamma: values[3 * i + 1]!,
          beta: values[3 * i + 2]!
        }))
      )
      this.#loaded = true
    }
    return images
  }
}

const known = new WeakMap<LayersModel, TokenisedTraining | null>()

/**
 * The training of such a model, the same each time; null for other models, and on a backend that
 * cannot go back through it.
 */
export function tokenisedTraining(model: LayersModel): TokenisedTraining | null {
  if (!known.has(model)) {
    const parts = hasKernel('MeanStateGrad') ? tokenisedOf(model) : null
    known.set(model, parts && new TokenisedTraining(parts))
  }
  return known.get(model)!
}

/** @throws RangeError where a layer is none that can be trained here */
function unitsOf(model: LayersModel): Unit[] {
  const units: Unit[] = []
  const values = new Map<number, Unit | null>()
  for (const { id } of model.inputs) values.set(id, null)
  for (const layer of model.layers) {
    const kind = layer.getClassName()
    if (kind === 'InputLayer') continue
    const [branch, straight] = [layer.input].flat().map(({ id }) => values.get(id))
    if (branch === undefined) throw new RangeError(`${layer.name} reads an output that no layer produces`)
    values.set((layer.output as SymbolicTensor).id, take(kind, layer, branch, straight, units))
  }
  return units
}

function take(
  kind: string,
  layer: Layer,
  branch: Unit | null,
  straight: Unit | null | undefined,
  units: Unit[]
): Unit {
  if (kind === 'Conv2D' && layer.weights.length === 1) {
    const unit = { convolution: layer, normalisation: null, input: branch, shortcut: null, rectified: false }
    units.push(unit)
    return unit
  }
  if (!branch || branch.rectified) throw new RangeError(`${layer.name} cannot be trained on WebAssembly`)
  if (kind === 'BatchNormalization') branch.normalisation = layer
  else if (kind === 'Activation' && layer.getConfig().activation === 'relu') branch.rectified = true
  else if (kind === 'Add' && straight) {
    branch.shortcut = straight
    // After what it adds.
    units.push(...units.splice(units.indexOf(branch), 1))
  } else throw new RangeError(`${layer.name} cannot be trained on WebAssembly`)
  return branch
}

function described(units: Unit[]): NormalisedConvolution[] {
  const numberOf = (unit: Unit | null) => (unit ? units.indexOf(unit) + 1 : 0)
  return units.map(({ convolution, normalisation, input, shortcut, rectified }) => {
    const config = convolution.getConfig()
    const inputShape = (convolution.input as SymbolicTensor).shape.slice(1) as unknown as ImageShape
    return {
      input: numberOf(input),
      inputShape,
      shape: (convolution.output as SymbolicTensor).shape.slice(1) as unknown as ImageShape,
      window: windowOf(config.kernelSize as number[], config, inputShape),
      shortcut: shortcut && numberOf(shortcut),
      rectified,
      epsilon: normalisation!.getConfig().epsilon as number
    }
  })
}
