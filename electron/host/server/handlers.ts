import type { Context } from '../context.ts'
import { announcer } from '../flows/review/announce.ts'
import type { RunQueue } from '../flows/runs/queue.ts'
import type { Identifying } from '../flows/slides/identity.ts'
import { classesHandlers } from './handlers/classes.ts'
import { comparisonsHandlers } from './handlers/comparisons.ts'
import { hostHandlers } from './handlers/host.ts'
import { libraryHandlers } from './handlers/library.ts'
import { modelsHandlers } from './handlers/models.ts'
import { regionsHandlers } from './handlers/regions.ts'
import { reviewHandlers } from './handlers/review.ts'
import { reviewersHandlers } from './handlers/reviewers.ts'
import { runsHandlers } from './handlers/runs.ts'
import { slidesHandlers } from './handlers/slides.ts'
import type { Handlers, RoomHandlers } from './serve.ts'

/** Implements every call of the contract, from one map per room. */
export const handlersOf = (context: Context, queue: RunQueue): Handlers => ({
  ...hostHandlers(context),
  ...slidesHandlers(context, queue),
  ...libraryHandlers(context),
  ...modelsHandlers(context),
  ...comparisonsHandlers(context),
  ...runsHandlers(context, queue),
  ...reviewingHandlers(context)
})

/** The calls about reviews, which need only the library and its listeners. */
export function reviewingHandlers(
  context: Identifying
): RoomHandlers<'reviewers' | 'review' | 'classes' | 'regions'> {
  const announce = announcer(context)
  return {
    ...reviewersHandlers(context),
    ...reviewHandlers(context, announce),
    ...classesHandlers(context),
    ...regionsHandlers(context, announce)
  }
}
