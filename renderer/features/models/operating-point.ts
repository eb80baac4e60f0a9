import { texts } from '../../texts.ts'

/** The model's threshold, its more sensitive one for screening, or one of the user. */
export type OperatingPoint = 'model' | 'screening' | 'own'

/** The thresholds that a model states. */
export const operatingPoints = (['model', 'screening'] as const).map(
  (value): { value: OperatingPoint; label: string } => ({ value, label: texts.models.operatingPoints[value] })
)
