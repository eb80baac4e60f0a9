import type { Database } from 'better-sqlite3'
import type { CommentRecord, RegionRecord, ThresholdRecord } from '../actions/change.ts'
import { canonical, sha256 } from '../log/canonical.ts'

/** Canonical content of a review: what a signature signs and `verify` compares. */
export interface ReviewState {
  threshold: ThresholdRecord | null
  /** Row, first column, number of columns, label, and the entry that set it; in grid order. */
  labels: [row: number, col: number, count: number, label: number, sequence: number][]
  /** By id, with the present name of their class. */
  regions: (RegionRecord & { className: string; updatedAt: string })[]
  comments: (CommentRecord & { updatedAt: string })[]
}

export const hashOfState = (state: ReviewState): string => sha256(canonical(state))

/** Appends a label to a list of spans. */
export function pushLabel(
  labels: ReviewState['labels'],
  row: number,
  col: number,
  label: number,
  sequence: number
): void {
  const last = labels.at(-1)
  if (last && last[0] === row && last[1] + last[2] === col && last[3] === label && last[4] === sequence)
    last[2]++
  else labels.push([row, col, 1, label, sequence])
}

/** Returns the state stored in the tables. */
export function storedState(db: Database, reviewId: number): ReviewState {
  const threshold = db
    .prepare('SELECT threshold, threshold_by AS by FROM reviews WHERE id = ? AND threshold IS NOT NULL')
    .get(reviewId) as ThresholdRecord | undefined
  return {
    threshold: threshold ?? null,
    labels: storedLabels(db, reviewId),
    regions: storedRegions(db, reviewId),
    comments: storedComments(db, reviewId)
  }
}

function storedLabels(db: Database, reviewId: number): ReviewState['labels'] {
  const labels: ReviewState['labels'] = []
  const rows = db
    .prepare('SELECT row, col, label, sequence FROM patch_labels WHERE review_id = ? ORDER BY row, col')
    .raw()
  for (const [row, col, label, sequence] of rows.iterate(reviewId) as IterableIterator<
    [number, number, number, number]
  >)
    pushLabel(labels, row, col, label, sequence)
  return labels
}

function storedRegions(db: Database, reviewId: number): ReviewState['regions'] {
  const rows = db
    .prepare(`SELECT regions.id, kind, geometry, class_id AS class, regions.name, note, locked, origin,
      created_at AS createdAt, updated_at AS updatedAt, region_classes.name AS className
      FROM regions JOIN region_classes ON region_classes.id = class_id WHERE review_id = ? ORDER BY regions.id`)
    .all(reviewId) as (Omit<ReviewState['regions'][number], 'geometry' | 'locked'> & {
    geometry: string
    locked: number
  })[]
  return rows.map(row => ({ ...row, geometry: JSON.parse(row.geometry), locked: row.locked === 1 }))
}

function storedComments(db: Database, reviewId: number): ReviewState['comments'] {
  const rows = db
    .prepare(`SELECT review_comments.id, text, region_id AS region, row, col, reviewers.id AS reviewer,
      reviewers.name, created_at AS createdAt, updated_at AS updatedAt
      FROM review_comments JOIN reviewers ON reviewers.id = reviewer_id WHERE review_id = ? ORDER BY review_comments.id`)
    .all(reviewId) as {
    id: string
    text: string
    region: string | null
    row: number | null
    col: number | null
    reviewer: number
    name: string
    createdAt: string
    updatedAt: string
  }[]
  return rows.map(({ row, col, reviewer, name, ...rest }) => ({
    ...rest,
    patch: row === null || col === null ? null : [row, col],
    reviewer: { id: reviewer, name }
  }))
}
