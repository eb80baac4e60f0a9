import type { Leak, Seen } from './seen.ts'

/** Returns the part that a slide's patient took; null if its name is not one of them. */
export function leakOf({ trained, validated }: Seen, slide: { name: string }): Leak | null {
  const patient = slide.name.replace(/\.\w+$/, '')
  if (trained.includes(patient)) return 'trained'
  return validated.includes(patient) ? 'validated' : null
}

/** What a leak means for figures of this slide. */
export const leakSentence: Record<Leak, string> = {
  trained:
    'This patient was in the training data of the model: on a new patient, expect more errors than here.',
  validated:
    'The threshold and calibration of the model were chosen on this patient, among others: on a new patient, expect more errors than here.'
}
