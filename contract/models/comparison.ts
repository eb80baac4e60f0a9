import { z } from 'zod'
import { Evaluation } from './evaluation.ts'

/** The result for one model in a comparison. */
export const ComparedModel = z.object({
  name: z.string(),
  title: z.string(),
  version: z.string(),
  weightsSha256: z.string(),
  /** Null when the model could not be evaluated. */
  evaluation: Evaluation.nullable(),
  /**
   * Patients of the folder on whom the model was trained or its threshold chosen; null when the
   * model's patients are unknown.
   */
  leak: z.object({ trained: z.array(z.string()), validated: z.array(z.string()) }).nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable()
})

/** Models evaluated on one patch folder, stored with their results. */
export const Comparison = z.object({
  id: z.number().int(),
  folder: z.string(),
  columns: z.array(ComparedModel),
  createdAt: z.string()
})

export type ComparedModel = z.infer<typeof ComparedModel>
export type Comparison = z.infer<typeof Comparison>
