import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { openEngine } from '../electron/engine/engine.ts'

/** `convolutions`: needs their gradients, which WebAssembly has not. `recurrence`: needs our fused kernels, which it has. */
export type Needs = 'convolutions' | 'recurrence'

/**
 * Makes the fastest backend that can train such a network here TensorFlow.js's own: TensorFlow's native library through
 * `@tensorflow/tfjs-node`, found in the folder that DUCTAL_TFJS_NODE names or beside the program, else plain JavaScript; for a
 * recurrence WebAssembly. Gives its name.
 */
export async function openTrainingBackend(needs: Needs): Promise<string> {
  if (needs === 'recurrence') return (await openEngine('cpu')).name
  tf.enableProdMode()
  if (loadNative() && (await tf.setBackend('tensorflow'))) return 'tensorflow'
  await import('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  return 'cpu'
}

function loadNative(): boolean {
  const folder = process.env.DUCTAL_TFJS_NODE
  const load = createRequire(folder ? join(folder, 'package.json') : import.meta.url)
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  restoreUtilities(load)
  try {
    load('@tensorflow/tfjs-node')
    return true
  } catch (error) {
    if (folder || !isAbsent(error)) throw error
    return false
  }
}

const isAbsent = (error: unknown) => (error as { code?: unknown } | null)?.code === 'MODULE_NOT_FOUND'

/** tfjs-node 4.22 calls two functions that Node 23 took away. */
function restoreUtilities(load: NodeJS.Require): void {
  const utilities: { isArray?: unknown; isNullOrUndefined?: unknown } = load('node:util')
  utilities.isArray ??= Array.isArray
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
}
