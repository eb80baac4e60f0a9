import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { DuctalError } from '../../contract/errors.ts'
import type { Backend, BackendOptions } from './backend.ts'

/**
 * WebAssembly on one thread. The host runs one worker per core, which scales better than threads
 * within a worker.
 */
export const cpu: Backend = {
  name: 'cpu',
  async open(options) {
    setWasmPaths(`${wasmFolder(options)}/`)
    if (!(await withoutProcessListeners(startWasm))) throw unavailable('it did not start')
    const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? ' SIMD' : ''
    const name = `WebAssembly${simd}, 1 thread, ${processorName()}`
    return { name, kind: 'cpu', precision: 'float32' }
  },
  async use() {
    await tf.setBackend('wasm')
  },
  // The module stays loaded: TensorFlow.js cannot start its WebAssembly twice in one process.
  close() {}
}

async function startWasm(): Promise<boolean> {
  try {
    return await tf.setBackend('wasm')
  } catch (error) {
    throw unavailable(error instanceof Error ? error.message : String(error), error)
  }
}

const processEvents = ['uncaughtException', 'unhandledRejection'] as const

/**
 * The module's loader installs process-wide error listeners that rethrow. Removes them, because
 * error handling is up to the host.
 */
async function withoutProcessListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = processEvents.map(event => new Set<unknown>(process.listeners(event as 'uncaughtException')))
  try {
    return await start()
  } finally {
    processEvents.forEach((event, index) => {
      for (const listener of process.listeners(event as 'uncaughtException'))
        if (!before[index]?.has(listener)) process.off(event, listener)
    })
  }
}

/** Resolved through the package, so that it works in a checkout and in a packaged program. */
function wasmFolder(options: BackendOptions): string {
  if (options.wasmFolder !== undefined) return options.wasmFolder
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')
  return join(dirname(manifest), 'dist')
}

const processorName = () => cpus()[0]?.model.trim() || 'unknown processor'

const unavailable = (reason: string, cause?: unknown) =>
  new DuctalError(
    'engine/unavailable',
    `TensorFlow.js’s WebAssembly backend does not work here: ${reason}.`,
    {
      cause
    }
  )
