import * as tf from '@tensorflow/tfjs-core'
import type { Backend, BackendOptions, EngineName } from './backends/backend.ts'
import { cpu } from './backends/cpu.ts'
import { tensorflow } from './backends/tensorflow.ts'
import { webgpu } from './backends/webgpu.ts'
import { EngineError } from './errors.ts'
import { registerLayers } from './layers/register.ts'
import { loadNetwork, type Network } from './network.ts'

export type { EngineName } from './backends/backend.ts'
export type { Network } from './network.ts'

export type EngineChoice = EngineName | 'auto'

export interface Engine {
  readonly name: EngineName
  /** What does the work, as it is: never a GPU where there is none. */
  readonly device: string
  /** Throws `model/invalid`, `model/hash`. */
  load(modelFolder: string): Promise<Network>
}

export interface EngineReport {
  name: EngineName
  ok: boolean
  /** The device, or why it is refused. */
  detail: string
}

/** Fastest first; `auto` takes the first that works. */
const ladder: readonly Backend[] = [tensorflow, webgpu, cpu]

/**
 * Opens the engine that was asked for, or with `auto` the first of the ladder that works here, and says of each one
 * that was tried why it was taken or refused. Throws `engine/unavailable`; a named engine is never replaced silently.
 */
export async function openEngine(
  choice: EngineChoice,
  options: BackendOptions = {}
): Promise<{ engine: Engine; reports: EngineReport[] }> {
  tf.enableProdMode()
  registerLayers()
  const reports: EngineReport[] = []
  for (const backend of ladder) {
    if (choice !== 'auto' && choice !== backend.name) continue
    try {
      const { name: device } = await backend.open(options)
      reports.push({ name: backend.name, ok: true, detail: device })
      return { engine: { name: backend.name, device, load: loadNetwork }, reports }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      reports.push({ name: backend.name, ok: false, detail: error.message })
    }
  }
  throw new EngineError('engine/unavailable', reports.map(report => report.detail).join(' '))
}
