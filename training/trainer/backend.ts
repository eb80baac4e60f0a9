import { availableParallelism } from 'node:os'
import * as tf from '@tensorflow/tfjs-core'
import { isTensorFlowNamed } from '../../engine/backends/tfjs-node.ts'
import { openEngine } from '../../engine/engine.ts'
import type { Needs } from '../recipes/systems.ts'
import { registerFilterGradient } from './filter-gradient.ts'

/**
 * Makes the fastest backend that can train such a network here the current one of TensorFlow.js,
 * and returns its name. Recurrent networks use WebAssembly. Others use TensorFlow's native library
 * on all cores if installed, else plain JavaScript. Throws `engine/unavailable` if the library is
 * installed but does not work: nobody wants to train a hundred times slower without being asked.
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
