import * as tf from '@tensorflow/tfjs-core'
import type { Backend, BackendOptions, Device, EngineName } from './backends/backend.ts'
import { cpu } from './backends/cpu.ts'
import { tensorflow } from './backends/tensorflow.ts'
import { webgpu } from './backends/webgpu.ts'
import { EngineError } from './errors.ts'
import { registerLayers } from './layers/register.ts'
import { loadNetwork } from './load.ts'
import type { Network } from './network.ts'
import { selfTest } from './selftest/selftest.ts'

export type { Device, EngineName } from './backends/backend.ts'
export type { Network } from './network.ts'

/** A backend that computes what it should, on the device that it names. One computes at a time in a process. */
export interface Engine {
  readonly name: EngineName
  readonly device: Device
  /** Throws `model/invalid`, `model/hash`, `engine/failed`. */
  load(modelFolder: string): Promise<Network>
  /** Frees the device; what was loaded on it is lost, and opening the engine begins anew. */
  close(): void
}

const backends: Record<EngineName, Backend> = { tensorflow, webgpu, cpu }
const open = new Map<EngineName, Device>()

/** Names engines that are to be refused, separated by commas: to prove what happens without them. */
const off = () => (process.env.DUCTAL_ENGINES_OFF ?? '').split(',')

/**
 * Opens an engine and proves it: every architecture has to come out as plain operations give it. What was proven once in a
 * process is trusted until it is closed. Throws `engine/unavailable`; an engine is never replaced by another.
 */
export async function openEngine(name: EngineName, options: BackendOptions = {}): Promise<Engine> {
  if (off().includes(name))
    throw new EngineError('engine/unavailable', `The engine ${name} is switched off by DUCTAL_ENGINES_OFF.`)
  tf.enableProdMode()
  registerLayers()
  const backend = backends[name]
  const device = open.get(name) ?? (await prove(backend, options))
  await backend.use()
  open.set(name, device)
  return {
    name,
    device,
    load: folder => loadNetwork(folder, device),
    close() {
      open.delete(name)
      backend.close()
    }
  }
}

async function prove(backend: Backend, options: BackendOptions): Promise<Device> {
  const device = await backend.open(options)
  try {
    await selfTest(device)
    return device
  } catch (error) {
    backend.close()
    if (error instanceof EngineError) throw error
    throw new EngineError(
      'engine/unavailable',
      `It stops in its self-test on ${device.name}: ${reasonOf(error)}`,
      { cause: error }
    )
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message.split('\n')[0] : String(error))
