import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerName } from '../recipes/recipe.ts'

export interface OptimizerOptions {
  name: OptimizerName
  /** Decay of the running mean of the gradients; 0 for RMSprop. */
  momentum: number
  /** Decay of the running mean of the squared gradients. */
  squares: number
  epsilon: number
  /** Decoupled decay, multiplied by the learning rate; not applied to biases and normalisation. */
  weightDecay: number
  /** Largest Euclidean norm of all gradients together; 0 means no limit. */
  clip: number
}

export const optimizerDefaults: Record<OptimizerName, OptimizerOptions> = {
  adam: { name: 'adam', momentum: 0.9, squares: 0.999, epsilon: 1e-7, weightDecay: 0, clip: 0 },
  rmsprop: { name: 'rmsprop', momentum: 0, squares: 0.9, epsilon: 1e-7, weightDecay: 0, clip: 0 }
}

/**
 * Adam (Kingma and Ba 2015, with decoupled decay) and RMSprop. TensorFlow.js's own optimizers hide
 * their state and learning rate, which a resumed training needs to reach the same result.
 */
export class Optimizer {
  private readonly options: OptimizerOptions
  private readonly variables: tf.Variable[]
  private readonly means: tf.Variable[]
  private readonly squares: tf.Variable[]
  private steps = 0

  constructor(variables: tf.Variable[], options: OptimizerOptions) {
    this.options = options
    this.variables = variables
    const zeros = () => variables.map(({ shape }) => tf.tidy(() => tf.variable(tf.zeros(shape), false)))
    this.means = zeros()
    this.squares = zeros()
  }

  /** Takes one step down the gradients, which are keyed by the names of their variables. */
  apply(gradients: tf.NamedTensorMap, rate: number): void {
    this.steps++
    const { momentum, squares, epsilon, weightDecay, clip, name } = this.options
    const correct = (decay: number) => (name === 'adam' ? 1 - decay ** this.steps : 1)
    const scale = rate / correct(momentum)
    const root = Math.sqrt(correct(squares))
    const cut = clip > 0 ? cutTo(clip, Object.values(gradients)) : tf.scalar(1)
    this.variables.forEach((variable, i) => {
      tf.tidy(() => {
        const gradient = tf.mul(gradients[variable.name] as tf.Tensor, cut)
        const mean = this.means[i] as tf.Variable
        const square = this.squares[i] as tf.Variable
        mean.assign(tf.add(tf.mul(mean, momentum), tf.mul(gradient, 1 - momentum)))
        square.assign(tf.add(tf.mul(square, squares), tf.mul(tf.square(gradient), 1 - squares)))
        const step = tf.div(tf.mul(mean, scale), tf.add(tf.div(tf.sqrt(square), root), epsilon))
        const kept =
          weightDecay > 0 && variable.rank > 1 ? tf.mul(variable, 1 - rate * weightDecay) : variable
        variable.assign(tf.sub(kept, step))
      })
    })
    cut.dispose()
  }

  /** Whole state of the optimizer, for a checkpoint. */
  async state(): Promise<{ steps: number; values: Float32Array[] }> {
    const all = [...this.means, ...this.squares]
    return { steps: this.steps, values: await Promise.all(all.map(value => value.data<'float32'>())) }
  }

  restore(state: { steps: number; values: Float32Array[] }): void {
    this.steps = state.steps
    const all = [...this.means, ...this.squares]
    all.forEach((value, i) => {
      tf.tidy(() => value.assign(tf.tensor(state.values[i] as Float32Array, value.shape)))
    })
  }

  dispose(): void {
    tf.dispose([...this.means, ...this.squares])
  }
}

/** Factor for all gradients that limits their norm to `clip`. */
function cutTo(clip: number, gradients: tf.Tensor[]): tf.Scalar {
  return tf.tidy(() => {
    const norm = tf.sqrt(tf.addN(gradients.map(gradient => tf.sum(tf.square(gradient)))))
    return tf.minimum(1, tf.div(clip, tf.add(norm, 1e-12))) as tf.Scalar
  })
}
