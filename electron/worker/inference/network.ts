import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineName } from '../../../contract/runs/run.ts'
import type { Engine, Network } from '../../../engine/engine.ts'
import { collectGarbage } from './garbage.ts'

export interface Loaded {
  engine: Engine
  network: Network
}

/** Only one network is kept: a run requests the same one again and again. */
let loaded: Promise<Loaded> | undefined
let loadedKey = ''

/**
 * Returns the network of a model's folder on an engine. Both stay loaded until another is
 * requested. Throws the engine's errors.
 */
export function networkFor(name: EngineName, modelFolder: string): Promise<Loaded> {
  const key = `${name} ${modelFolder} ${timeOf(modelFolder)}`
  if (loaded && loadedKey === key) return loaded
  const loading = unload().then(() => load(name, modelFolder))
  loaded = loading
  loadedKey = key
  // The caller gets the error; the next task tries again.
  loading.catch(() => {
    if (loaded === loading) loaded = undefined
  })
  return loading
}

/** Part of the key, because a model may be removed and another one imported under its name. */
const timeOf = (modelFolder: string) =>
  statSync(join(modelFolder, 'spec.json'), { throwIfNoEntry: false })?.mtimeMs

/** Loads the engine with the first task that needs it; serving tiles does not. */
export async function openEngine(name: EngineName, options: { software?: boolean } = {}): Promise<Engine> {
  const engine = await import('../../../engine/engine.ts')
  return engine.openEngine(name, options)
}

async function load(name: EngineName, modelFolder: string): Promise<Loaded> {
  const engine = await openEngine(name)
  const network = await engine.load(modelFolder)
  collectGarbage()
  return { engine, network }
}

/** Frees the loaded network, if any. */
async function unload(): Promise<void> {
  const before = loaded
  loaded = undefined
  loadedKey = ''
  const held = await before?.catch(() => undefined)
  held?.network.dispose()
}

/** Drops the network after its device was lost, so that the next task opens the device again. */
export async function dropLostDevice(): Promise<void> {
  const held = await loaded?.catch(() => undefined)
  loaded = undefined
  held?.engine.close()
}
