import * as tf from '@tensorflow/tfjs-core'
import { layers, type Shape } from '@tensorflow/tfjs-layers'
import { onlyTensor } from './tensors.ts'

export interface TokensArgs {
  /**
   * Pixels per step: 1×1 reads the image row by row, pixel by pixel; 1×width one row per step; k×k
   * one block per step.
   */
  rows: number
  columns: number
  name?: string
  inputShape?: Shape
}

/**
 * Turns an image into a sequence: [batch, height, width, channels] to [batch, steps, features].
 * Blocks go row by row, as do a block's pixels. Height and width must be multiples of the block's.
 */
export class Tokens extends layers.Layer {
  static readonly className = 'Tokens'
  readonly rows: number
  readonly columns: number

  constructor(args: TokensArgs) {
    super(args)
    this.rows = args.rows
    this.columns = args.columns
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, height, width, channels] = inputShape as [number, number, number, number]
    if (height % this.rows !== 0 || width % this.columns !== 0)
      throw new RangeError(
        `an image of ${height}×${width} does not divide into blocks of ${this.rows}×${this.columns}`
      )
    const steps = (height / this.rows) * (width / this.columns)
    return [batch, steps, this.rows * this.columns * channels]
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const image = onlyTensor(inputs)
      const [batch, height, width, channels] = image.shape as [number, number, number, number]
      const shape = this.computeOutputShape(image.shape) as [number, number, number]
      if (this.rows === 1) return tf.reshape(image, shape)
      const down = height / this.rows
      const across = width / this.columns
      const blocks = tf.reshape(image, [batch, down, this.rows, across, this.columns, channels])
      return tf.reshape(tf.transpose(blocks, [0, 1, 3, 2, 4, 5]), shape)
    })
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rows: this.rows, columns: this.columns }
  }
}
