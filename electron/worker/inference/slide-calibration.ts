import type { WorkerTasks } from '../../../contract/worker.ts'
import { collectGarbage } from './garbage.ts'

/** Slide calibration of a whole slide's patches (engine/slide-calibration/). */
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
