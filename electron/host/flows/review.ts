/**
 * Handlers for review calls, in the contract's order: each performs the action, then notifies
 * listeners of what changed.
 */
import { randomUUID } from 'node:crypto'
import { labelWords } from '../../../contract/queue.ts'
import type { Region } from '../../../contract/region.ts'
import type { Review } from '../../../contract/review.ts'
import type { Run } from '../../../contract/run.ts'
import type { Context } from '../context.ts'
import { act } from '../review/action.ts'
import type { Effects } from '../review/apply.ts'
import { addClass, listClasses, removeClass, updateClass } from '../review/classes.ts'
import { mergeRegion, subtractRegion } from '../review/combine.ts'
import { commentRecord, getComment, listComments } from '../review/comments.ts'
import { addRegions, removeRegions, updateRegions } from '../review/draw.ts'
import { listActions } from '../review/history.ts'
import { differing } from '../review/labels.ts'
import { measure } from '../review/measures.ts'
import { positiveArea } from '../review/positives.ts'
import { rebuild } from '../review/rebuild.ts'
import { findRegion, getRegion, listRegions, regionsWithin } from '../review/regions.ts'
import { addReviewer, chooseReviewer, currentReviewer, listReviewers } from '../review/reviewers.ts'
import { listSignatures, reopen, sign } from '../review/signatures.ts'
import { getReview, listCorrections, thresholdOf } from '../review/summary.ts'
import { turn } from '../review/undo.ts'
import { verify } from '../review/verify.ts'
import { getRun } from '../runs/records.ts'
import type { Handlers } from '../server/serve.ts'
import { getEntry } from '../slides/entries.ts'
import { getSlide } from '../slides/records.ts'
import { importRegions } from './import-regions.ts'

type Reviewing = Pick<
  Handlers,
  Extract<
    keyof Handlers,
    `reviewers.${string}` | `review.${string}` | `classes.${string}` | `regions.${string}`
  >
>

/** Maximum number of regions in one event; beyond it, the page fetches the regions it shows. */
const carried = 500

export function reviewingHandlers(context: Context): Reviewing {
  const { db, events } = context
  const run = (runId: number) => getRun(db, runId)
  const size = ({ slideId }: Run) => getSlide(db, slideId)

  /**
   * Last reported state per run. The library shows the state, so it is notified only of changes.
   */
  const states = new Map<number, Review['state']>()

  /** Emits what an action changed, then the new state of the review. */
  function tell(run: Run, effects: Effects | null): Review {
    const review = getReview(db, run)
    if (effects === null) return review
    const { labels, regions, comments } = effects
    if (labels.length > 0) events.emit({ type: 'labels', runId: run.id, spans: labels.flat() })
    if (comments) events.emit({ type: 'comments', runId: run.id })
    if (regions.length > carried)
      events.emit({ type: 'regions', runId: run.id, changed: [], removed: [], reload: true })
    else if (regions.length > 0) {
      const changed: Region[] = []
      const removed: string[] = []
      for (const id of regions) {
        const region = findRegion(db, run.id, id)
        if (region) changed.push(region)
        else removed.push(id)
      }
      events.emit({ type: 'regions', runId: run.id, changed, removed, reload: false })
    }
    events.emit({ type: 'review', review })
    if (states.get(run.id) !== review.state)
      events.emit({ type: 'library', entry: getEntry(db, run.slideId) })
    states.set(run.id, review.state)
    return review
  }

  function tellClasses() {
    events.emit({ type: 'classes', classes: listClasses(db) })
  }

  const none: Effects = { labels: [], regions: [], comments: false }

  return {
    'reviewers.list': () => listReviewers(db),
    'reviewers.current': () => currentReviewer(db),
    'reviewers.add': asked => {
      const reviewer = addReviewer(db, asked)
      events.emit({ type: 'reviewer', reviewer })
      return reviewer
    },
    'reviewers.choose': ({ reviewerId }) => {
      const reviewer = chooseReviewer(db, reviewerId)
      events.emit({ type: 'reviewer', reviewer })
      return reviewer
    },

    'review.get': ({ runId }) => getReview(db, run(runId)),
    'review.label': ({ runId, label, spans }) => {
      const of = run(runId)
      const after = label === null ? 0 : labelWords.indexOf(label)
      const effects = act(db, of, review => {
        const before = differing(db, review, spans, after)
        return before.length === 0 ? null : { kind: 'label', before, after }
      })
      const changed = effects?.labels.reduce((sum, [, , count]) => sum + count, 0) ?? 0
      return { review: tell(of, effects), changed }
    },
    'review.threshold': ({ runId, threshold }) => {
      const of = run(runId)
      const present = getReview(db, of)
      const effects = act(db, of, ({ reviewer }) => {
        const before =
          present.thresholdBy === null ? null : { threshold: present.threshold, by: present.thresholdBy }
        if (threshold === (before?.threshold ?? null)) return null
        return {
          kind: 'threshold',
          before,
          after: threshold === null ? null : { threshold, by: reviewer.name }
        }
      })
      return tell(of, effects)
    },
    'review.undo': ({ runId }) => tell(run(runId), turn(db, run(runId), 'undo')),
    'review.redo': ({ runId }) => tell(run(runId), turn(db, run(runId), 'redo')),
    'review.actions': ({ runId, before, limit }) => listActions(db, run(runId).id, before, limit ?? 100),
    'review.comments': ({ runId }) => listComments(db, run(runId).id),
    'review.comment': ({ runId, text, regionId, patch }) => {
      const id = randomUUID()
      const effects = act(db, run(runId), ({ reviewer }, createdAt) => ({
        kind: 'comment',
        before: [null],
        after: [
          {
            id,
            text,
            region: regionId === undefined ? null : getRegion(db, runId, regionId).id,
            patch: patch ? [patch.row, patch.col] : null,
            reviewer,
            createdAt
          }
        ]
      }))
      tell(run(runId), effects)
      return getComment(db, runId, id)
    },
    'review.editComment': ({ runId, commentId, text }) => {
      const effects = act(db, run(runId), () => {
        const before = commentRecord(getComment(db, runId, commentId))
        if (text === null) return { kind: 'comment', before: [before], after: [null] }
        if (text === before.text) return null
        return {
          kind: 'comment',
          before: [{ id: commentId, text: before.text }],
          after: [{ id: commentId, text }]
        }
      })
      tell(run(runId), effects)
    },
    'review.corrections': ({ runId, after, limit }) => listCorrections(db, run(runId), after, limit ?? 1000),
    'review.sign': ({ runId, meaning }) => {
      sign(db, run(runId), meaning)
      return tell(run(runId), none)
    },
    'review.reopen': ({ runId, reason }) => {
      reopen(db, run(runId), reason)
      return tell(run(runId), none)
    },
    'review.signatures': ({ runId }) => listSignatures(db, run(runId).id),
    'review.verify': ({ runId }) => verify(db, runId === undefined ? undefined : run(runId).id),
    'review.rebuild': ({ runId }) => {
      const verification = rebuild(db, run(runId))
      events.emit({ type: 'regions', runId, changed: [], removed: [], reload: true })
      tell(run(runId), { ...none, comments: true })
      return verification
    },

    'classes.list': () => listClasses(db),
    'classes.add': asked => {
      const added = addClass(db, asked)
      tellClasses()
      return added
    },
    'classes.update': ({ classId, name, color }) => {
      const updated = updateClass(db, classId, { name, color })
      tellClasses()
      return updated
    },
    'classes.remove': ({ classId }) => {
      removeClass(db, classId)
      tellClasses()
    },

    'regions.list': ({ runId }) => listRegions(db, runId, run(runId).mpp),
    'regions.within': ({ runId, bounds, smallest, limit }) =>
      regionsWithin(db, run(runId).id, bounds, smallest ?? 0, limit ?? 100_000),
    'regions.get': ({ runId, regionId }) => getRegion(db, run(runId).id, regionId),
    'regions.measure': ({ runId, of: measured }) => {
      const of = run(runId)
      const geometry =
        'geometry' in measured ? measured.geometry : getRegion(db, runId, measured.regionId).geometry
      return measure(db, of, thresholdOf(db, of), geometry)
    },
    'regions.add': ({ runId, regions, origin }) => {
      const of = run(runId)
      const { ids, effects } = addRegions(db, of, size(of), regions, origin ?? 'drawn')
      tell(of, effects)
      return ids.map(id => getRegion(db, runId, id))
    },
    'regions.import': async ({ runId, path }, signal) => {
      const of = run(runId)
      const { imported, effects } = await importRegions(context, of, size(of), path, signal)
      if (imported.classes.length > 0) tellClasses()
      tell(of, effects)
      return imported
    },
    'regions.fromPatches': ({ runId, row, col, classId }) => {
      const of = run(runId)
      const geometry = positiveArea(db, of, thresholdOf(db, of), { row, col })
      const { ids, effects } = addRegions(
        db,
        of,
        size(of),
        [{ kind: 'polygon', geometry, classId }],
        'patches'
      )
      tell(of, effects)
      return getRegion(db, runId, ids[0]!)
    },
    'regions.update': ({ runId, regionIds, change }) => {
      const of = run(runId)
      tell(of, updateRegions(db, of, size(of), regionIds, change))
      return regionIds.map(id => getRegion(db, runId, id))
    },
    'regions.remove': ({ runId, regionIds }) => {
      tell(run(runId), removeRegions(db, run(runId), regionIds))
    },
    'regions.merge': ({ runId, regionId, operand }) => {
      tell(run(runId), mergeRegion(db, run(runId), regionId, operand))
      return getRegion(db, runId, regionId)
    },
    'regions.subtract': ({ runId, regionId, operand }) => {
      tell(run(runId), subtractRegion(db, run(runId), regionId, operand))
      return findRegion(db, runId, regionId) ?? null
    }
  }
}
