import type { SlideCalibrationTask, WorkerTasks } from '../../../contract/worker.ts'
import { collectGarbage } from './garbage.ts'

/** Slide calibration of a whole slide's patches (engine/slide-calibration/). */
export async function calibrateSlide({
  calibration,
  cols: columns,
  rows,
  probabilities,
  step
}: SlideCalibrationTask): Promise<WorkerTasks['calibrateSlide']['gives']> {
  const calibrating = await import('../../../engine/slide-calibration/calibrate.ts')
  const { probabilities: calibrated, fit } = calibrating.calibrateWhole(
    calibration,
    { columns, rows },
    probabilities,
    step
  )
  collectGarbage()
  return { probabilities: calibrated, wholeSlide: fit }
}
