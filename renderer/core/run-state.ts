import type { Run, RunStatus } from '../../contract/runs/run.ts'
import { judgesWhole } from '../../contract/runs/whole-slide.ts'

export const isActive = (status: RunStatus): boolean => status === 'queued' || status === 'running'
export const canResume = (status: RunStatus): boolean =>
  status === 'cancelled' || status === 'interrupted' || status === 'failed'

/** Whether the run still shows the network's raw probabilities, before slide calibration. */
export const isProvisional = (run: Run): boolean => judgesWhole(run.calibration) && run.status !== 'done'

/** Share of a run's tiles that are finished, whatever their outcome. */
export const progressOf = ({ tiles }: Pick<Run, 'tiles'>): number =>
  tiles.total === 0 ? 0 : (tiles.done + tiles.failed + tiles.background) / tiles.total
