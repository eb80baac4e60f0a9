import { z } from 'zod'
import { NewReviewer, Reviewer } from '../review/review.ts'
import { call } from './call.ts'

/** Calls about the people who review. */
export const reviewersCalls = {
  'reviewers.list': call(z.void(), z.array(Reviewer)),
  /** The reviewer to whom new actions are attributed; null until one is chosen. */
  'reviewers.current': call(z.void(), Reviewer.nullable()),
  /** Adds a reviewer to the library and makes them the current one. */
  'reviewers.add': call(NewReviewer, Reviewer, { writes: true }),
  'reviewers.choose': call(z.object({ reviewerId: z.number().int().positive() }), Reviewer, { writes: true })
} as const
