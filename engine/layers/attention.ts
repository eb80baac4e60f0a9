import * as tf from '@tensorflow/tfjs-core'
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers'
import { type AttentionWeightTensors, hasKernel, localAttention } from '../kernels/operations.ts'
import { plainAttention } from './plain.ts'
import { onlyTensor } from './tensors.ts'

export interface LocalAttentionArgs {
  units: number
  /** Number of states that a query sees, its own in the middle. */
  window: number
  seed?: number
  name?: string
  inputShape?: Shape
}

/**
 * Additive local attention, equations 1–4 of the paper; maps [batch, steps, features] to the same
 * shape.
 */
export class LocalAttention extends layers.Layer {
  static readonly className = 'LocalAttention'
  readonly units: number
  readonly window: number
  readonly seed: number
  private query!: LayerVariable
  private key!: LayerVariable
  private bias!: LayerVariable
  private score!: LayerVariable
  private scoreBias!: LayerVariable

  constructor(args: LocalAttentionArgs) {
    super(args)
    this.units = args.units
    this.window = args.window
    this.seed = args.seed ?? 1
  }

  override build(inputShape: Shape | Shape[]): void {
    const features = (inputShape as Shape)[2]!
    const uniform = (seed: number) => initializers.glorotUniform({ seed })
    this.query = this.addWeight('query', [features, this.units], 'float32', uniform(this.seed))
    this.key = this.addWeight('key', [features, this.units], 'float32', uniform(this.seed + 1))
    this.bias = this.addWeight('bias', [this.units], 'float32', initializers.zeros())
    const spread = 1 / Math.sqrt(this.units)
    const score = initializers.randomUniform({ minval: -spread, maxval: spread, seed: this.seed + 2 })
    this.score = this.addWeight('score', [this.units], 'float32', score)
    this.scoreBias = this.addWeight('score_bias', [1], 'float32', initializers.zeros())
    this.built = true
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return inputShape as Shape
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const tensors = { x: onlyTensor(inputs), ...this.tensors() }
      return (hasKernel('LocalAttention') ? localAttention : plainAttention)(tensors, this.window)
    })
  }

  tensors(): AttentionWeightTensors {
    const { query, key, bias, score, scoreBias } = this
    return {
      query: query.read(),
      key: key.read(),
      bias: bias.read(),
      score: score.read(),
      scoreBias: scoreBias.read()
    }
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, window, seed } = this
    return { ...super.getConfig(), units, window, seed }
  }
}
