import type { Calibration } from '../models/model.ts'

export type WholeSlideCalibration = Extract<Calibration, { kind: 'field' | 'surroundings' }>

/** Whether a slide's probabilities are final only when the network has seen all its patches. */
export const judgesWhole = (calibration: Calibration): calibration is WholeSlideCalibration =>
  calibration.kind === 'field' || calibration.kind === 'surroundings'
