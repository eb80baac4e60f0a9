import { z } from 'zod'
import { NewReviewer, Reviewer } from '../review/review.ts'
import { text } from '../text/text.ts'
import { call } from './call.ts'

/** Calls about the people who review. */
export const reviewersCalls = {
  'reviewers.list': call(z.void(), z.array(Reviewer)),
  /**
   * The reviewer to whom the caller's actions are attributed; null until one is chosen. Each
   * window, tab and command has its own, and starts with the one who was chosen last.
   */
  'reviewers.current': call(z.void(), Reviewer.nullable()),
  /** Adds a reviewer to the library and makes them the caller's. */
  'reviewers.add': call(NewReviewer, Reviewer, { writes: true }),
  /**
   * Makes a reviewer the caller's; refused if the reviewer has another name than `name`, as in
   * another library.
   */
  'reviewers.choose': call(
    z.object({ reviewerId: z.number().int().positive(), name: text(200).optional() }),
    Reviewer,
    { writes: true }
  )
} as const
