import { randomUUID } from 'node:crypto'
import { labelWords } from '../../../../contract/review/queue.ts'
import type { Announce } from '../../flows/review/announce.ts'
import { type Identifying, isCheckable, requireSameContent } from '../../flows/slides/identity.ts'
import { act } from '../../review/actions/act.ts'
import { editComment, newComment } from '../../review/actions/comment.ts'
import { listActions } from '../../review/actions/history.ts'
import { labelChange } from '../../review/actions/label.ts'
import { noEffects, planOf } from '../../review/actions/parts.ts'
import { turn } from '../../review/actions/undo.ts'
import { rebuild } from '../../review/audit/rebuild.ts'
import { listSignatures, reopen, sign } from '../../review/audit/signatures.ts'
import { verify } from '../../review/audit/verify.ts'
import { getComment, listComments } from '../../review/comments.ts'
import { getRegion } from '../../review/regions/records.ts'
import { getReview, listCorrections } from '../../review/summary.ts'
import { getRun } from '../../runs/records.ts'
import { getSlide } from '../../slides/records.ts'
import type { RoomHandlers } from '../serve.ts'

/** Each action is performed first and announced second. */
export function reviewHandlers(context: Identifying, announce: Announce): RoomHandlers<'review'> {
  const { db, events } = context
  const run = (runId: number) => getRun(db, runId)
  return {
    'review.get': ({ runId }) => getReview(db, run(runId)),
    'review.label': ({ runId, label, spans }, _signal, caller) => {
      const after = label === null ? 0 : labelWords.indexOf(label)
      const effects = act(db, caller, run(runId), review => labelChange(db, review, spans, after))
      const changed = effects?.labels.reduce((sum, [, , count]) => sum + count, 0) ?? 0
      return { review: announce(run(runId), effects), changed }
    },
    'review.act': ({ runId, action }, _signal, caller) =>
      announce(
        run(runId),
        act(db, caller, run(runId), (review, now) => planOf(db, review, action, now))
      ),
    'review.undo': ({ runId }, _signal, caller) => announce(run(runId), turn(db, caller, run(runId), 'undo')),
    'review.redo': ({ runId }, _signal, caller) => announce(run(runId), turn(db, caller, run(runId), 'redo')),
    'review.actions': ({ runId, before, limit }) => listActions(db, run(runId).id, before, limit ?? 100),
    'review.comments': ({ runId }) => listComments(db, run(runId).id),
    'review.comment': ({ runId, text, regionId, patch }, _signal, caller) => {
      const id = randomUUID()
      const effects = act(db, caller, run(runId), ({ reviewer }, createdAt) =>
        newComment({
          id,
          text,
          region: regionId === undefined ? null : getRegion(db, runId, regionId).id,
          patch: patch ? [patch.row, patch.col] : null,
          reviewer,
          createdAt
        })
      )
      announce(run(runId), effects)
      return getComment(db, runId, id)
    },
    'review.editComment': ({ runId, commentId, text }, _signal, caller) => {
      const effects = act(db, caller, run(runId), () => editComment(getComment(db, runId, commentId), text))
      announce(run(runId), effects)
    },
    'review.corrections': ({ runId, after, limit }) => listCorrections(db, run(runId), after, limit ?? 1000),
    'review.sign': ({ runId, meaning, acknowledged }, signal, caller) => {
      const finish = () => {
        sign(db, caller, run(runId), meaning, acknowledged)
        return announce(run(runId), noEffects)
      }
      const slide = getSlide(db, run(runId).slideId)
      return isCheckable(slide) ? requireSameContent(context, slide.id, signal).then(finish) : finish()
    },
    'review.reopen': ({ runId, reason }, _signal, caller) => {
      reopen(db, caller, run(runId), reason)
      return announce(run(runId), noEffects)
    },
    'review.signatures': ({ runId }) => listSignatures(db, run(runId).id),
    'review.verify': ({ runId }) => verify(db, runId === undefined ? undefined : run(runId).id),
    'review.rebuild': ({ runId }) => {
      const verification = rebuild(db, run(runId))
      events.emit({ type: 'regions', runId, changed: [], removed: [], reload: true })
      announce(run(runId), { ...noEffects, comments: true })
      return verification
    }
  }
}
