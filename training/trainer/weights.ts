import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

/** Values of all weights, trainable or not, in the model's order. */
export async function readWeights(model: LayersModel): Promise<Float32Array[]> {
  return Promise.all(model.weights.map(weight => weight.read().data<'float32'>()))
}

export function writeWeights(model: LayersModel, values: Float32Array[]): void {
  tf.tidy(() => {
    model.weights.forEach((weight, i) => {
      weight.write(tf.tensor(values[i] as Float32Array, weight.shape as number[]))
    })
  })
}

/** Running average of all weights (Polyak). A young average follows faster, to forget the start. */
export class WeightAverage {
  readonly values: Float32Array[]
  private readonly decay: number
  private steps: number

  constructor(decay: number, values: Float32Array[], steps: number) {
    this.decay = decay
    this.values = values
    this.steps = steps
  }

  async take(model: LayersModel): Promise<void> {
    this.steps++
    const decay = Math.min(this.decay, this.steps / (this.steps + 10))
    const now = await readWeights(model)
    this.values.forEach((average, i) => {
      const current = now[i] as Float32Array
      for (let j = 0; j < average.length; j++)
        average[j] = decay * (average[j] as number) + (1 - decay) * (current[j] as number)
    })
  }
}
