import type { Run } from '../contract/runs/run.ts'

/** Describes how a run's probabilities were calibrated. */
export function calibrationWords({
  calibration,
  wholeSlide
}: Pick<Run, 'calibration' | 'wholeSlide'>): string {
  if (calibration.kind === 'none') return 'per patch, not calibrated: read them as scores'
  if (calibration.kind === 'temperature')
    return `per patch, calibrated on validation patches with a temperature of ${calibration.temperature.toFixed(2)}`
  if (!wholeSlide) return 'provisional: per patch; adjusted using the whole slide when the analysis is done'
  const { patches, separation, taken } = wholeSlide
  if (taken === 'surroundings')
    return `${patches} patches, each adjusted using its neighbours, calibrated on validation patients`
  const measured = separation === null ? '' : ` (Ashman’s D ${separation.toFixed(1)})`
  const scale = {
    fitted: `on its own scale, because its values form two groups${measured}`,
    'one hump': `on the model’s scale, because its values form one group${measured}`,
    'too few patches': 'on the model’s scale, because the slide has too few patches for its own'
  }[taken ?? 'fitted']
  return `${patches} patches adjusted using the whole slide: averaged with their neighbours and ${scale}`
}
