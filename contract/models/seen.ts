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
