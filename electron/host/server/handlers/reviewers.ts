import type { Context } from '../../context.ts'
import { addReviewer, chooseReviewer, listReviewers, reviewerOf } from '../../review/reviewers.ts'
import type { RoomHandlers } from '../serve.ts'

export function reviewersHandlers({ db, events }: Pick<Context, 'db' | 'events'>): RoomHandlers<'reviewers'> {
  return {
    'reviewers.list': () => listReviewers(db),
    'reviewers.current': (_input, _signal, caller) => reviewerOf(db, caller),
    'reviewers.add': (person, _signal, caller) => {
      const reviewer = addReviewer(db, caller, person)
      events.emit({ type: 'reviewer', reviewer })
      return reviewer
    },
    'reviewers.choose': ({ reviewerId, name }, _signal, caller) =>
      chooseReviewer(db, caller, reviewerId, name)
  }
}
