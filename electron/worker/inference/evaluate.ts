import type { Evaluation } from '../../../contract/models/evaluation.ts'
import type { TaskProgress, WorkerTasks } from '../../../contract/worker.ts'
import { collectGarbage } from './garbage.ts'

/**
 * Runs the same code as `ductal evaluate`, on the same engine.
 * @throws DuctalError path/missing, training/no-patches, model/…, engine/…
 */
export async function evaluate(
  { modelFolder, patches }: WorkerTasks['evaluate']['takes'],
  signal: AbortSignal,
  report: (progress: TaskProgress) => void
): Promise<Evaluation> {
  const room = await import('../../../evaluation/evaluate.ts')
  try {
    return await room.evaluate({
      model: modelFolder,
      patches,
      signal,
      onProgress: (done, total) => report({ done, total })
    })
  } finally {
    collectGarbage()
  }
}
