/** Compares the stored state of reviews with the one that follows from the log. */
import type { RegionClass } from '../../../../contract/review/region.ts'
import { areaOf, boundsOf } from '../../../../geometry/shape.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { numbers } from '../../db/rows.ts'
import { partNamed, partNames } from '../actions/parts.ts'
import { countsOf } from '../labels/records.ts'
import { canonical } from '../log/canonical.ts'
import type { resultNow } from '../log/result.ts'
import type { Gathered } from './gather.ts'
import type { Replayed } from './replay.ts'
import { storedState } from './state.ts'
import { isTampered } from './tampered.ts'

/** Present results of runs; each is read once. */
export type Results = (runId: number) => ReturnType<typeof resultNow>

/** @param runId compares only this run's review */
export function compareReviews(
  db: ReadableDb,
  runId: number | undefined,
  gathered: Gathered,
  present: Results
): void {
  const { faults, reviews } = gathered
  const query = db.prepare('SELECT id, run_id FROM reviews WHERE ? IS NULL OR run_id = ?')
  const stored = new Map(numbers('reviews', 2, query, runId ?? null, runId ?? null))
  for (const [id, run] of stored)
    if (!reviews.has(id))
      faults.push({
        sequence: null,
        runId: run,
        message: `The review of analysis ${run} is not in the review log.`
      })
  for (const [id, review] of reviews) {
    const report = (message: string) =>
      faults.push({
        sequence: null,
        runId: review.run,
        message: `The review of analysis ${review.run}: ${message}.`
      })
    if (stored.get(id) !== review.run) report('it is in the review log, but not in the library')
    else
      try {
        for (const part of differingParts(db, id, review, gathered, present))
          report(`${part} differ from the review log`)
      } catch (error) {
        if (!isTampered(error)) throw error
        report('part of it cannot be read')
      }
  }
}

/** Describes the parts of a review's stored state that differ from the replayed log. */
function differingParts(
  db: ReadableDb,
  id: number,
  review: Replayed,
  { classes, results }: Gathered,
  present: Results
): string[] {
  const [rebuilt, stored] = [review.state(classes), storedState(db, id)]
  const { begun } = review
  const threshold = rebuilt.threshold?.threshold ?? begun.threshold
  const parts: [string, unknown, unknown][] = [
    ...begunParts(review, present(review.run), results.has(review.run)),
    ...partNames.map((name): [string, unknown, unknown] => [
      partNamed(name).subject,
      rebuilt[name],
      stored[name]
    ]),
    ['the signatures', review.signatures, signaturesOf(db, id)],
    ['the actions that can be undone', [review.done, review.undone.toReversed()], historyOf(db, id)],
    [
      'the last entry and the signed state',
      { sequence: review.sequence, signed: review.signed, updatedAt: review.updatedAt },
      db.prepare('SELECT sequence, signed, updated_at AS updatedAt FROM reviews WHERE id = ?').get(id)
    ],
    ['the counts', { ...countsOf(db, { id, runId: review.run, threshold }) }, storedCounts(db, id)]
  ]
  return [
    ...parts.filter(([, log, table]) => canonical(log) !== canonical(table)).map(([words]) => words),
    ...regionFaults(db, id, review, classes)
  ]
}

/**
 * What the first entry of a review names. The result of the run, if the log has one, states the
 * same, and more; it is compared by itself.
 */
function begunParts(
  { begun }: Replayed,
  { run, model, begun: predictions }: ReturnType<Results>,
  hasResult: boolean
): [string, unknown, unknown][] {
  if (hasResult && begun.result !== undefined) return []
  const { originX, originY, gridStride: stride, gridPatch: patch, cols, rows } = run
  return [
    ['the model results', begun.predictions, predictions],
    ['the slides', begun.slide, run.fingerprint],
    ['the models', begun.model, { name: model.name, sha256: run.model }],
    ['the scales', begun.mpp, run.mpp],
    ['the grids', begun.grid, { originX, originY, stride, patch, cols, rows }],
    ['the thresholds of the analysis', begun.threshold, run.threshold]
  ]
}

const signaturesOf = (db: ReadableDb, reviewId: number): unknown =>
  db
    .prepare(
      'SELECT sequence, log_hash AS logHash, state_hash AS stateHash, reopened FROM signatures WHERE review_id = ? ORDER BY sequence'
    )
    .all(reviewId)

const historyOf = (db: ReadableDb, reviewId: number): [unknown[], unknown[]] => {
  const select = db
    .prepare('SELECT sequence FROM review_history WHERE review_id = ? AND undone = ? ORDER BY sequence')
    .pluck()
  return [select.all(reviewId, 0), select.all(reviewId, 1)]
}

const storedCounts = (db: ReadableDb, id: number): unknown =>
  db
    .prepare(`SELECT positive, negative, unsure, false_positive AS falsePositive,
      false_negative AS falseNegative, reviewed, total FROM reviews WHERE id = ?`)
    .get(id)

interface StoredRegion {
  number: number
  id: string
  minX: number
  minY: number
  maxX: number
  maxY: number
  area: number | null
  found: number
}

/**
 * Rounding of single precision, in which the index of bounds stores them, as a share of the value.
 */
const single = 2 ** -22

/** Compares values that follow from the geometry of regions, and the order that numbers them. */
function regionFaults(
  db: ReadableDb,
  id: number,
  review: Replayed,
  classes: Map<number, RegionClass>
): string[] {
  const stored = db
    .prepare(`SELECT regions.number, regions.id, regions.min_x AS minX, regions.min_y AS minY, regions.max_x AS maxX,
        regions.max_y AS maxY, area, count(box.number) AS found
      FROM regions LEFT JOIN region_bounds AS box ON box.number = regions.number
        AND box.min_review = review_id AND box.max_review = review_id
        AND abs(box.min_x - regions.min_x) <= @single * abs(regions.min_x)
        AND abs(box.min_y - regions.min_y) <= @single * abs(regions.min_y)
        AND abs(box.max_x - regions.max_x) <= @single * abs(regions.max_x)
        AND abs(box.max_y - regions.max_y) <= @single * abs(regions.max_y)
      WHERE review_id = @id GROUP BY regions.number ORDER BY regions.created_at, regions.number`)
    .all({ id, single }) as StoredRegion[]
  const geometries = new Map(review.state(classes).regions.map(region => [region.id, region.geometry]))
  const measured = stored.every(({ id, area, minX, minY, maxX, maxY }) => {
    const geometry = geometries.get(id)
    // A region that the log lacks differs already.
    if (!geometry) return true
    const bounds = boundsOf(geometry)
    const rightArea = areaOf(geometry)
    return (
      isNear(minX, bounds.minX) &&
      isNear(minY, bounds.minY) &&
      isNear(maxX, bounds.maxX) &&
      isNear(maxY, bounds.maxY) &&
      (area === null || rightArea === null ? area === rightArea : isNear(area, rightArea))
    )
  })
  return [
    ...(measured ? [] : ['the areas and bounds of regions']),
    ...(stored.every(({ found }) => found === 1) ? [] : ['the searched bounds of regions']),
    ...(isInOrder(stored, review) ? [] : ['the numbers of regions'])
  ]
}

/** Older versions of the program may have rounded otherwise. */
const isNear = (stored: number, computed: number): boolean =>
  Math.abs(stored - computed) <= 1e-6 * Math.max(1, Math.abs(computed))

/** Older versions rebuilt reviews with the regions of each moment in the order of their ids. */
function isInOrder(stored: StoredRegion[], review: Replayed): boolean {
  const order = stored.map(({ id }) => id)
  const log = review.regionOrder()
  if (order.length !== log.length || order.every((id, index) => id === log[index])) return true
  return order.every((id, index) => id === review.rebuiltOrder()[index])
}
