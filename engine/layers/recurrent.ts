import * as tf from '@tensorflow/tfjs-core'
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers'
import { fusedRecurrence, hasKernel, type RecurrenceTensors } from '../kernels/operations.ts'
import { type Cell, gatesOf } from '../kernels/recurrence/cells.ts'
import { orthogonalGates } from './orthogonal.ts'
import { plainRecurrence } from './plain.ts'
import { onlyTensor } from './tensors.ts'

export interface RecurrentArgs {
  units: number
  /** Whether to return every state, [batch, steps, units], or the last one, [batch, units]. */
  returnSequences?: boolean
  seed?: number
  name?: string
  inputShape?: Shape
}

/** Common parts of GRU and LSTM: weights in Keras' order, a zero initial state, sigmoid gates. */
abstract class Recurrent extends layers.Layer {
  readonly units: number
  readonly returnSequences: boolean
  readonly seed: number
  abstract readonly cell: Cell
  private kernel!: LayerVariable
  private recurrentKernel!: LayerVariable
  private bias!: LayerVariable

  constructor(args: RecurrentArgs) {
    super(args)
    this.units = args.units
    this.returnSequences = args.returnSequences ?? false
    this.seed = args.seed ?? 1
  }

  override build(inputShape: Shape | Shape[]): void {
    const [, , inputs] = inputShape as Shape
    const columns = gatesOf(this.cell) * this.units
    const uniform = initializers.glorotUniform({ seed: this.seed })
    const zeros = initializers.zeros()
    const biasShape = this.cell === 'gru-reset-after' ? [2, columns] : [columns]
    this.kernel = this.addWeight('kernel', [inputs!, columns], 'float32', uniform)
    this.recurrentKernel = this.addWeight('recurrent_kernel', [this.units, columns], 'float32', zeros)
    this.bias = this.addWeight('bias', biasShape, 'float32', zeros)
    tf.tidy(() => {
      this.recurrentKernel.write(orthogonalGates(this.units, gatesOf(this.cell), this.seed + 1))
      if (this.cell === 'lstm') this.bias.write(rememberAtFirst(this.units))
    })
    this.built = true
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, steps] = inputShape as Shape
    return this.returnSequences ? [batch!, steps!, this.units] : [batch!, this.units]
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const tensors = { x: onlyTensor(inputs), ...this.tensors() }
      const kernel = this.cell === 'lstm' ? 'FusedLSTM' : 'FusedGRU'
      const states = (hasKernel(kernel) ? fusedRecurrence : plainRecurrence)(tensors, this.cell)
      const [batch, steps] = states.shape
      if (this.returnSequences) return states
      return tf.reshape(tf.slice(states, [0, steps - 1, 0], [batch, 1, this.units]), [batch, this.units])
    })
  }

  tensors(): Omit<RecurrenceTensors, 'x'> {
    const { kernel, recurrentKernel, bias } = this
    return { kernel: kernel.read(), recurrentKernel: recurrentKernel.read(), bias: bias.read() }
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, returnSequences, seed } = this
    return { ...super.getConfig(), units, returnSequences, seed }
  }
}

/** Sets the forget gate's bias to one, so that the cell starts by remembering (Jozefowicz 2015). */
function rememberAtFirst(units: number): tf.Tensor1D {
  return tf.concat1d([tf.zeros([units]), tf.ones([units]), tf.zeros([2 * units])] as tf.Tensor1D[])
}

export interface GruArgs extends RecurrentArgs {
  /**
   * Whether to apply the reset gate after the recurrent product, as in cuDNN. The default is before
   * it, as in the original paper.
   */
  resetAfter?: boolean
}

export class FusedGRU extends Recurrent {
  static readonly className = 'FusedGRU'
  readonly cell: Cell

  constructor(args: GruArgs) {
    super(args)
    this.cell = args.resetAfter ? 'gru-reset-after' : 'gru'
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), resetAfter: this.cell === 'gru-reset-after' }
  }
}

export class FusedLSTM extends Recurrent {
  static readonly className = 'FusedLSTM'
  readonly cell: Cell = 'lstm'
}
