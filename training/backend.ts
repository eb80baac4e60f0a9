import { availableParallelism } from 'node:os'
import * as tf from '@tensorflow/tfjs-core'
import { isTensorFlowNamed } from '../engine/backends/tfjs-node.ts'
import { openEngine } from '../engine/engine.ts'
import { registerFilterGradient } from './loop/filter-gradient.ts'

/** `convolutions`: needs their gradients, which WebAssembly has not. `recurrence`: needs our fused kernels, which it has. */
export type Needs = 'convolutions' | 'recurrence'

/**
 * Makes the fastest backend that can train such a network here TensorFlow.js's own: TensorFlow's native library on all cores where it
 * is installed, else plain JavaScript; for a recurrence WebAssembly. Gives its name. Throws `engine/unavailable` where the library is
 * there and does not work: nobody wants to train a hundred times slower unasked.
 */
export async function openTrainingBackend(needs: Needs): Promise<string> {
  if (needs === 'recurrence') return (await openEngine('cpu')).name
  if (isTensorFlowNamed()) return (await openEngine('tensorflow', { threads: availableParallelism() })).name
  tf.enableProdMode()
  await import('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  registerFilterGradient()
  return 'cpu'
}
