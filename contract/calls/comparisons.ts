import { z } from 'zod'
import { Comparison } from '../models/comparison.ts'
import { name, path } from '../text/text.ts'
import { call } from './call.ts'

/** Calls about comparisons of models. */
export const comparisonsCalls = {
  /** Newest first. */
  'comparisons.list': call(z.void(), z.array(Comparison)),
  /**
   * Evaluates models on a patch folder in the published layout and stores the result. A model that
   * cannot be evaluated carries the reason.
   */
  'comparisons.make': call(
    z.object({
      path,
      models: z
        .array(name)
        .min(2)
        .max(12)
        .refine(names => new Set(names).size === names.length, 'each model is named once')
    }),
    Comparison,
    { writes: true }
  ),
  'comparisons.remove': call(z.object({ comparisonId: z.number().int().positive() }), z.void(), {
    writes: true
  })
} as const
