import type { EngineName } from '../../../contract/runs/run.ts'
import type { EngineReport, WorkerTasks } from '../../../contract/worker.ts'
import { networkFor, openEngine } from './network.ts'

const measured = { seconds: 0.5, patches: 64 }

/**
 * Opens an engine and tests it, also with a model's golden probabilities if a model is given.
 * Returns a report if the engine fails; throws if the model is at fault.
 */
export async function probe(task: {
  engine: EngineName
  modelFolder: string | null
  software: boolean
}): Promise<EngineReport> {
  let device: EngineReport['device'] = null
  let kind: EngineReport['kind'] = null
  try {
    const opened = await openEngine(task.engine, { software: task.software })
    device = opened.device.name
    kind = opened.device.kind
    if (task.modelFolder !== null) await networkFor(task.engine, task.modelFolder)
    return { ok: true, device, kind, reason: '' }
  } catch (error) {
    if (!(error instanceof Error) || !/^engine\//.test(String((error as { code?: unknown }).code)))
      throw error
    return { ok: false, device, kind, reason: error.message }
  }
}

/**
 * Returns patches per second, measured for half a second after the batch size has been tuned.
 * Throws the engine's errors.
 */
export async function measure(task: {
  engine: EngineName
  modelFolder: string
}): Promise<{ patchesPerSecond: number }> {
  const { network } = await networkFor(task.engine, task.modelFolder)
  const { patch, channels } = network.spec.input
  const patches = new Uint8Array(measured.patches * patch * patch * channels).fill(200)
  await network.predict(patches, measured.patches)
  const began = performance.now()
  let done = 0
  let seconds = 0
  while (seconds < measured.seconds) {
    await network.predict(patches, measured.patches)
    done += measured.patches
    seconds = (performance.now() - began) / 1000
  }
  return { patchesPerSecond: done / seconds }
}

/** Throws `engine/unavailable`, and `engine/failed` if the folder or a file is not a golden one. */
export async function golden(task: WorkerTasks['golden']['takes']): Promise<WorkerTasks['golden']['gives']> {
  const { device } = await openEngine(task.engine)
  const { checkGolden, goldenTolerance } = await import('../../../engine/selftest/golden.ts')
  return { device: device.name, tolerance: goldenTolerance, files: await checkGolden(task.folder) }
}
