import { DuctalError } from '../../contract/errors.ts'
import type { EngineChoice } from '../../contract/run.ts'
import type { EngineReport, InferTask, Judgement } from '../../contract/worker.ts'
import type { Engine, Network } from '../engine/engine.ts'
import { cutPatches } from './patches.ts'
import { shelved } from './shelf.ts'

interface Loaded {
  key: string
  engine: Engine
  network: Network
}

/** One network at a time: a run asks for the same one again and again. */
let loaded: Promise<Loaded> | undefined
let loadedKey = ''

/** The engine is loaded with the first task that needs it: tiles are served without it. */
const loadEngine = () => import('../engine/engine.ts')

/**
 * Cuts the patches of one tile and judges them.
 * @throws DuctalError as opening a slide does, and EngineError
 */
export async function infer(task: InferTask, signal: AbortSignal): Promise<Judgement> {
  const { engine, network } = await networkFor(task.modelFolder, task.engine)
  signal.throwIfAborted()
  const { mpp, patch } = network.spec.input
  const cutting = performance.now()
  const slide = await shelved(task.path)
  if (slide.patch && Math.abs(mpp / task.mpp - 1) > 1e-6)
    throw new DuctalError(
      'run/bad-parameters',
      `${task.path} holds patches cut at ${task.mpp} µm/px, and the model ${network.spec.name} needs ${mpp}: choose another model.`
    )
  const cut = await cutPatches(slide, { ...task, edge: patch, scale: mpp / task.mpp }, signal)
  const judging = performance.now()
  const scores = await network.predict(cut.pixels, cut.indexes.length)
  const done = performance.now()
  const probabilities = new Float32Array(task.xs.length).fill(Number.NaN)
  cut.indexes.forEach((index, i) => {
    probabilities[index] = scores[i] ?? Number.NaN
  })
  return {
    probabilities,
    unreadable: cut.unreadable,
    engine: engine.name,
    device: engine.device,
    seconds: { cut: (judging - cutting) / 1000, infer: (done - judging) / 1000 }
  }
}

/** Tries every engine, or the one that is named, and says what came of it. */
export async function engines(choice: EngineChoice): Promise<EngineReport[]> {
  await putAway()
  const { openEngine } = await loadEngine()
  const reports: EngineReport[] = []
  for (const name of choice === 'auto' ? (['tensorflow', 'webgpu', 'cpu'] as const) : [choice])
    try {
      reports.push(...(await openEngine(name)).reports)
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'engine/unavailable') throw error
      reports.push({ name, ok: false, detail: (error as Error).message })
    }
  return reports
}

function networkFor(modelFolder: string, choice: EngineChoice): Promise<Loaded> {
  const key = `${choice} ${modelFolder}`
  if (loaded && loadedKey === key) return loaded
  const before = putAway()
  const loading = before.then(() => load(key, modelFolder, choice))
  loaded = loading
  loadedKey = key
  // A failure is told to who asked; the next task tries again.
  loading.catch(() => {
    if (loaded === loading) loaded = undefined
  })
  return loading
}

async function load(key: string, modelFolder: string, choice: EngineChoice): Promise<Loaded> {
  const { openEngine } = await loadEngine()
  const { engine } = await openEngine(choice)
  return { key, engine, network: await engine.load(modelFolder) }
}

/** Frees the network that is loaded, if there is one. */
async function putAway(): Promise<void> {
  const before = loaded
  loaded = undefined
  loadedKey = ''
  const held = await before?.catch(() => undefined)
  held?.network.dispose()
}
