import { z } from 'zod'

/** Patients that a model has seen, by their names in the data set. */
export const Seen = z.object({
  /** The network was trained on them. */
  trained: z.array(z.string()),
  /** Its threshold and calibration were chosen on them. */
  validated: z.array(z.string())
})
export type Seen = z.infer<typeof Seen>

/** How a patient took part in the making of a model. */
export const Leak = z.enum(['trained', 'validated'])
export type Leak = z.infer<typeof Leak>

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
