import { z } from 'zod'
import { Evaluation } from './evaluation.ts'

/** One model of a comparison. */
export const ComparedModel = z.object({
  name: z.string(),
  title: z.string(),
  version: z.string(),
  weightsSha256: z.string(),
  /** Null where it could not be judged. */
  evaluation: Evaluation.nullable(),
  /** Patients of the folder that it learned from, or that its threshold was chosen on; null where nobody knows which those are. */
  leak: z.object({ trained: z.array(z.string()), validated: z.array(z.string()) }).nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable()
})

/** Models judged on one folder of patches, kept as it came out. */
export const Comparison = z.object({
  id: z.number().int(),
  folder: z.string(),
  columns: z.array(ComparedModel),
  createdAt: z.string()
})

export type ComparedModel = z.infer<typeof ComparedModel>
export type Comparison = z.infer<typeof Comparison>
