import type { Context } from '../../context.ts'
import { addReviewer, chooseReviewer, currentReviewer, listReviewers } from '../../review/reviewers.ts'
import type { RoomHandlers } from '../serve.ts'

export function reviewersHandlers({ db, events }: Pick<Context, 'db' | 'events'>): RoomHandlers<'reviewers'> {
  return {
    'reviewers.list': () => listReviewers(db),
    'reviewers.current': () => currentReviewer(db),
    'reviewers.add': person => {
      const reviewer = addReviewer(db, person)
      events.emit({ type: 'reviewer', reviewer })
      return reviewer
    },
    'reviewers.choose': ({ reviewerId }) => {
      const reviewer = chooseReviewer(db, reviewerId)
      events.emit({ type: 'reviewer', reviewer })
      return reviewer
    }
  }
}
