import type { WorkerTasks } from '../../../contract/worker.ts'
import { collectGarbage } from './garbage.ts'

/** Judges the patches of a whole slide together (electron/engine/field/). */
export async function judge({
  field,
  cols: columns,
  rows,
  probabilities,
  step
}: WorkerTasks['judge']['takes']): Promise<WorkerTasks['judge']['gives']> {
  const { judgeSlide } = await import('../../../engine/slide-calibration/calibration.ts')
  const judged = judgeSlide(field, { columns, rows }, probabilities, step)
  collectGarbage()
  return { probabilities: judged.probabilities, wholeSlide: judged.fit }
}
