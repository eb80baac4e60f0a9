import { judgesWhole } from '../../../../contract/runs/whole-slide.ts'
import type { Context } from '../../context.ts'
import { getRun } from '../../runs/records.ts'
import { predictionsOf, saveCalibrated } from '../../runs/slide-calibration.ts'

/**
 * Runs slide calibration once, if the run's model uses it; does nothing for a run that is already
 * calibrated.
 */
export async function calibrateSlide(
  context: Pick<Context, 'db' | 'pool'>,
  runId: number,
  signal: AbortSignal
): Promise<void> {
  const { db, pool } = context
  const { calibration, wholeSlide, patches, parameters, grid } = getRun(db, runId)
  if (!judgesWhole(calibration) || wholeSlide || patches === 0) return
  const predictions = predictionsOf(db, runId)
  const calibrated = await pool.run(
    'calibrateSlide',
    { calibration, ...predictions, step: grid.patch / grid.stride },
    { signal }
  )
  saveCalibrated(
    db,
    { id: runId, grid, threshold: parameters.threshold },
    predictions,
    calibrated.probabilities,
    calibrated.wholeSlide
  )
}
