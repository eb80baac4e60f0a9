import * as tf from '@tensorflow/tfjs-core'
import { DuctalError } from '../contract/errors.ts'
import type { EngineName } from '../contract/runs/engine.ts'
import type { Backend, BackendOptions, Device } from './backends/backend.ts'
import { backends } from './backends/index.ts'
import { registerLayers } from './layers/register.ts'
import { loadNetwork } from './network/load.ts'
import type { Network } from './network/network.ts'
import { selfTest } from './selftest/selftest.ts'

export type { Device } from './backends/backend.ts'
export type { Network } from './network/network.ts'

/**
 * A backend that has passed the self-test on the device that it names. Only one computes at a time
 * in a process.
 */
export interface Engine {
  readonly name: EngineName
  readonly device: Device
  /** @throws `model/invalid`, `model/hash`, `engine/failed` */
  load(modelFolder: string): Promise<Network>
  /** Frees the device. Everything loaded on it is lost, and the next `openEngine` starts afresh. */
  close(): void
}

const open = new Map<EngineName, Device>()

/** Names of engines to refuse, separated by commas, to test what happens without them. */
const off = () => (process.env.DUCTAL_ENGINES_OFF ?? '').split(',')

/**
 * Opens an engine and runs its self-test: every architecture must give the same result as plain
 * operations. An engine that has passed is not tested again until it is closed. No other engine is
 * ever substituted.
 * @throws `engine/unavailable`
 */
export async function openEngine(name: EngineName, options: BackendOptions = {}): Promise<Engine> {
  if (off().includes(name))
    throw new DuctalError('engine/unavailable', `The engine ${name} is turned off by DUCTAL_ENGINES_OFF.`)
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
    if (error instanceof DuctalError) throw error
    throw new DuctalError(
      'engine/unavailable',
      `The self-test on ${device.name} stopped: ${reasonOf(error)}`,
      { cause: error }
    )
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message.split('\n')[0] : String(error))
