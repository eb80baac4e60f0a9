/** Notifies listeners of what an action changed in a review. */
import type { Region } from '../../../../contract/review/region.ts'
import type { Review } from '../../../../contract/review/review.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { Context } from '../../context.ts'
import type { Effects } from '../../review/actions/part.ts'
import { listClasses } from '../../review/regions/classes.ts'
import { findRegion } from '../../review/regions/records.ts'
import { getReview } from '../../review/summary.ts'
import { getEntry } from '../../slides/entries.ts'

/** Maximum number of regions in one event; beyond it, the page fetches the regions it shows. */
const mostRegions = 500

/**
 * Emits what an action changed, then the new state of the review, and returns it. Null effects mean
 * that nothing was changed.
 */
export type Announce = (run: Run, effects: Effects | null) => Review

export function announcer({ db, events }: Pick<Context, 'db' | 'events'>): Announce {
  /**
   * Last reported state per run. The library shows the state, so it is notified only of changes.
   */
  const states = new Map<number, Review['state']>()

  return function announce(run: Run, effects: Effects | null): Review {
    const review = getReview(db, run)
    if (effects === null) return review
    const { labels, regions, comments } = effects
    if (labels.length > 0) events.emit({ type: 'labels', runId: run.id, spans: labels.flat() })
    if (comments) events.emit({ type: 'comments', runId: run.id })
    if (regions.length > mostRegions)
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
}

export function announceClasses({ db, events }: Pick<Context, 'db' | 'events'>): void {
  events.emit({ type: 'classes', classes: listClasses(db) })
}
