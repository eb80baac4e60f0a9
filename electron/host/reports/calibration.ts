import type { Run } from '../../../contract/run.ts'

/** Describes how a run's probabilities were calibrated. */
export function calibrationWords({
  calibration,
  wholeSlide
}: Pick<Run, 'calibration' | 'wholeSlide'>): string {
  if (calibration.kind === 'none') return 'each patch alone, as the network says it; not calibrated'
  if (calibration.kind === 'temperature')
    return `each patch alone, calibrated on validation patches by a temperature of ${calibration.temperature.toFixed(2)}`
  if (!wholeSlide)
    return 'provisional: each patch alone; the slide is judged as a whole when the analysis is done'
  const { patches, separation, taken } = wholeSlide
  const measured = separation === null ? '' : ` (Ashman’s D ${separation.toFixed(1)})`
  const scale = {
    fitted: `by its own scale, because its values form two groups${measured}`,
    'one hump': `by the model’s scale, because its values form one group${measured}`,
    'too few patches': 'by the model’s scale, because they are too few to find the slide’s own'
  }[taken ?? 'fitted']
  return `${patches} patches of the slide judged together, with their neighbours and ${scale}`
}
