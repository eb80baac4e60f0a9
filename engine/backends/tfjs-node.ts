import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { DuctalError } from '../../contract/errors.ts'
import type { NativeBackend } from '../kernels/tensorflow/binding.ts'

/** TensorFlow's C library as shipped in the npm package that was found. */
export interface NativeLibrary {
  packageName: string
  /** Version of TensorFlow, not of the package. */
  version: string
  /** Whether the library computes on CUDA. */
  cuda: boolean
  /** Threads per operation on the processor. */
  threads: number
}

/** In order of preference. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const

/** Resolves packages from the folder in DUCTAL_TFJS_NODE, otherwise from the program. */
function loader(): NodeJS.Require {
  const folder = process.env.DUCTAL_TFJS_NODE
  return createRequire(folder ? join(folder, 'package.json') : import.meta.url)
}

/** Returns whether a TensorFlow package is installed or DUCTAL_TFJS_NODE is set. Loads nothing. */
export function isTensorFlowNamed(): boolean {
  const load = loader()
  return Boolean(process.env.DUCTAL_TFJS_NODE) || packages.some(name => isInstalled(load, name))
}

/**
 * Loads TensorFlow into this process, where it stays: the first installed package that loads.
 * TensorFlow reads its thread count from the environment, once.
 * @throws `engine/unavailable` if no package is installed, or with the reasons why none of them
 *   loads
 */
export function loadTensorFlow(threads: number): NativeLibrary {
  const load = loader()
  const installed = packages.filter(name => isInstalled(load, name))
  if (installed.length === 0) throw notInstalled()
  process.env.TF_NUM_INTRAOP_THREADS ??= String(threads)
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  restoreUtilities(load)
  const reasons: string[] = []
  for (const name of installed)
    try {
      load(name)
      return libraryOf(name)
    } catch (error) {
      reasons.push(`${name} is installed but does not load (${reasonOf(error)})`)
      forgetKernels()
    }
  throw new DuctalError(
    'engine/unavailable',
    `${reasons.join(', and ')}. Reinstall it, or choose another engine.`
  )
}

function libraryOf(packageName: string): NativeLibrary {
  const { binding, isUsingGpuDevice } = tf.findBackend('tensorflow') as unknown as NativeBackend
  const stated = Number(process.env.TF_NUM_INTRAOP_THREADS)
  const threads = stated > 0 ? stated : availableParallelism()
  return { packageName, version: binding.TF_Version, cuda: isUsingGpuDevice, threads }
}

const notInstalled = () =>
  new DuctalError(
    'engine/unavailable',
    'TensorFlow’s native library is not installed. Install @tensorflow/tfjs-node-gpu 4.22.0 (for CUDA) or @tensorflow/tfjs-node 4.22.0 next to Ductal, or set DUCTAL_TFJS_NODE to its folder.'
  )

function isInstalled(load: NodeJS.Require, name: string): boolean {
  try {
    load.resolve(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}

/** Restores two functions that tfjs-node 4.22 calls and that Node removed or deprecated. */
function restoreUtilities(load: NodeJS.Require): void {
  const utilities: { isArray?: unknown; isNullOrUndefined?: unknown } = load('node:util')
  utilities.isArray = Array.isArray
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
}

/**
 * Unregisters the kernels of a package that failed to load. A package registers its kernels before
 * it looks for its library, so the next package would otherwise appear to own them.
 */
function forgetKernels(): void {
  if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow')
  for (const { kernelName } of tf.getKernelsForBackend('tensorflow'))
    tf.unregisterKernel(kernelName, 'tensorflow')
}

/** Returns the message's first line without its full stop, because our sentence adds one. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? '').trim().replace(/\.$/, '')
}
