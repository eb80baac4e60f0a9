import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { EngineError } from '../errors.ts'
import type { NativeBackend } from '../kernels/tensorflow/binding.ts'

/** TensorFlow's C library, as the package that was found brings it. */
export interface NativeLibrary {
  packageName: string
  /** Of TensorFlow, not of the package. */
  version: string
  /** Whether it computes on CUDA. */
  cuda: boolean
  /** Threads of one operation on the processor. */
  threads: number
}

/** Better first. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const

/** Where one is looked for: in the folder that DUCTAL_TFJS_NODE names, or beside the program. */
function loader(): NodeJS.Require {
  const folder = process.env.DUCTAL_TFJS_NODE
  return createRequire(folder ? join(folder, 'package.json') : import.meta.url)
}

/** Whether one is there, or said to be there: nothing is loaded. */
export function isTensorFlowNamed(): boolean {
  const load = loader()
  return Boolean(process.env.DUCTAL_TFJS_NODE) || packages.some(name => isInstalled(load, name))
}

/**
 * Loads TensorFlow into this process, where it stays: the first that loads of those that are installed. TensorFlow takes its
 * threads from the environment, once. Throws `engine/unavailable`: nothing is installed, or why what is there does not load.
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
      reasons.push(`${name} is installed and does not load (${reasonOf(error)})`)
      forgetKernels()
    }
  throw new EngineError(
    'engine/unavailable',
    `${reasons.join(', and ')}: install it again, or choose another engine.`
  )
}

function libraryOf(packageName: string): NativeLibrary {
  const { binding, isUsingGpuDevice } = tf.findBackend('tensorflow') as unknown as NativeBackend
  const stated = Number(process.env.TF_NUM_INTRAOP_THREADS)
  const threads = stated > 0 ? stated : availableParallelism()
  return { packageName, version: binding.TF_Version, cuda: isUsingGpuDevice, threads }
}

const notInstalled = () =>
  new EngineError(
    'engine/unavailable',
    'TensorFlow’s native library is not installed: install @tensorflow/tfjs-node-gpu 4.22.0 (for CUDA) or @tensorflow/tfjs-node 4.22.0 beside the program, or name the folder that holds one in DUCTAL_TFJS_NODE.'
  )

function isInstalled(load: NodeJS.Require, name: string): boolean {
  try {
    load.resolve(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}

/** tfjs-node 4.22 calls two functions that Node took away, or complains of. */
function restoreUtilities(load: NodeJS.Require): void {
  const utilities: { isArray?: unknown; isNullOrUndefined?: unknown } = load('node:util')
  utilities.isArray = Array.isArray
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
}

/** A package registers its kernels before it looks for its library: without one they would be taken for those of the next. */
function forgetKernels(): void {
  if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow')
  for (const { kernelName } of tf.getKernelsForBackend('tensorflow'))
    tf.unregisterKernel(kernelName, 'tensorflow')
}

/** The loader's first line, without the full stop that our sentence sets itself. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? '').trim().replace(/\.$/, '')
}
