import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import * as tf from '@tensorflow/tfjs-core'
import { registerTensorFlowKernels } from '../kernels/tensorflow/register.ts'
import type { Backend } from './backend.ts'
import { loadTensorFlow, type NativeLibrary } from './tfjs-node.ts'

/**
 * TensorFlow's own C library. It uses CUDA if its package is built for CUDA and finds a device,
 * otherwise the processor. Defaults to one thread, because the host runs one worker per core.
 */
export const tensorflow: Backend = {
  name: 'tensorflow',
  async open({ threads = 1 }) {
    const library = loadTensorFlow(threads)
    registerTensorFlowKernels(library.cuda)
    await tf.setBackend('tensorflow')
    return {
      name: library.cuda ? cudaName(library) : processorName(library),
      kind: library.cuda ? 'gpu' : 'cpu',
      precision: 'float32'
    }
  },
  async use() {
    await tf.setBackend('tensorflow')
  },
  // The library stays loaded: TensorFlow cannot be unloaded from a process.
  close() {}
}

/**
 * Reports a CUDA package that found no device, because users complain about silently unused GPUs.
 */
function processorName({ packageName, version, threads }: NativeLibrary): string {
  const unused = packageName.endsWith('-gpu') ? ' (built for CUDA, no device found)' : ''
  const processor = cpus()[0]?.model.trim() || 'unknown processor'
  const at = `${threads} thread${threads === 1 ? '' : 's'}, ${processor}`
  return `TensorFlow ${version} on CPU${unused}, recurrences in WebAssembly, ${at}`
}

function cudaName({ version }: NativeLibrary): string {
  return `TensorFlow ${version} on CUDA, ${graphicsCards() ?? 'a device unknown to nvidia-smi'}`
}

/**
 * Asks nvidia-smi, because the binding does not name the device. TensorFlow uses the first of
 * several.
 */
function graphicsCards(): string | null {
  const first = /^[\w-]+/.exec(process.env.CUDA_VISIBLE_DEVICES ?? '')?.[0]
  const query = [
    '--query-gpu=name,driver_version',
    '--format=csv,noheader',
    ...(first ? [`--id=${first}`] : [])
  ]
  try {
    const said = execFileSync('nvidia-smi', query, {
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore']
    })
    const [name, driver] = (said.split('\n')[0] ?? '').split(',').map(part => part.trim())
    return name && driver ? `${name} (driver ${driver}, reported by nvidia-smi)` : null
  } catch {
    return null
  }
}
