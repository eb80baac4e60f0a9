import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineName } from '../../../contract/run.ts'
import type { Engine, Network } from '../../../engine/engine.ts'
import { collectGarbage } from './garbage.ts'

export interface Loaded {
  engine: Engine
  network: Network
}

/** One network at a time: a run asks for the same one again and again. */
let loaded: Promise<Loaded> | undefined
let loadedKey = ''

/** The network of a model's folder on an engine. Both stay until another is asked for. Throws as the engine does. */
export function networkFor(name: EngineName, modelFolder: string): Promise<Loaded> {
  const key = `${name} ${modelFolder} ${timeOf(modelFolder)}`
  if (loaded && loadedKey === key) return loaded
  const loading = putAway().then(() => load(name, modelFolder))
  loaded = loading
  loadedKey = key
  // A failure is told to who asked; the next task tries again.
  loading.catch(() => {
    if (loaded === loading) loaded = undefined
  })
  return loading
}

/** A model may be removed, and another one imported under its name. */
const timeOf = (modelFolder: string) =>
  statSync(join(modelFolder, 'spec.json'), { throwIfNoEntry: false })?.mtimeMs

/** The engine is loaded with the first task that needs it: tiles are served without it. */
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

/** Frees the network that is loaded, if there is one. */
async function putAway(): Promise<void> {
  const before = loaded
  loaded = undefined
  loadedKey = ''
  const held = await before?.catch(() => undefined)
  held?.network.dispose()
}

/** A device that was lost takes its network along: the next task opens it anew. */
export async function giveUp(): Promise<void> {
  const held = await loaded?.catch(() => undefined)
  loaded = undefined
  held?.engine.close()
}
