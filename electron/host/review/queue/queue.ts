import {
  emptyQueue,
  labelWords,
  type Queue,
  type QueueRequest,
  queueColumns
} from '../../../../contract/review/queue.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import { entropyOf } from '../../../../contract/runs/uncertainty.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { numbers } from '../../db/rows.ts'
import { labelGrid } from '../labels/records.ts'
import { thresholdOf } from '../summary.ts'
import { groupsOf } from './groups.ts'
import { hilbert } from './hilbert.ts'

/** Returns the review queue of a run, in order. */
export function queueOf(db: ReadableDb, run: Run, request: QueueRequest): Queue {
  const threshold = thresholdOf(db, run)
  const certainty = certaintyIn(run, threshold)
  if (request.unit === 'patches')
    return ordered(
      matching(patchesOf(db, run, threshold, request.classes), threshold, request),
      certainty,
      request
    )
  const regions = grouped(patchesOf(db, run, threshold, 'positive'), request)
  return ordered(regions, certainty, request)
}

/** Sort key that increases with the certainty of a patch's class. */
const certaintyIn = ({ calibration }: Run, threshold: number): ((probability: number) => number) =>
  calibration.kind === 'none'
    ? probability => Math.abs(probability - threshold)
    : probability => -entropyOf(probability)

/** Returns predicted patches with their labels, ordered by row and column. */
function patchesOf(db: ReadableDb, run: Run, threshold: number, classes: QueueRequest['classes']): Queue {
  const labels = labelGrid(db, run.id, run.grid)
  const queue = emptyQueue('patches', run.patches)
  const predictions = db.prepare(
    'SELECT row, col, probability FROM predictions WHERE run_id = ? ORDER BY row, col'
  )
  let length = 0
  for (const [row, col, probability] of numbers('predictions', 3, predictions, run.id)) {
    if (classes !== 'all' && (classes === 'positive') !== probability >= threshold) continue
    queue.rows[length] = row
    queue.cols[length] = col
    queue.probabilities[length] = probability
    queue.labels[length] = labels[row * run.grid.cols + col]!
    length++
  }
  return { ...queue, length }
}

/** Whether a patch with this label passes the filter. */
function wanted(filter: QueueRequest['filter'], label: number, positive: boolean): boolean {
  if (filter === 'all') return true
  if (filter === 'unreviewed') return label === 0
  if (filter === 'disagreeing') return positive ? label === 2 : label === 1
  return labelWords[label] === filter
}

function matching(queue: Queue, threshold: number, { filter }: QueueRequest): Queue {
  const places: number[] = []
  for (let i = 0; i < queue.length; i++)
    if (wanted(filter, queue.labels[i]!, queue.probabilities[i]! >= threshold)) places.push(i)
  return picked(queue, Uint32Array.from(places))
}

/** Groups connected positive patches. */
function grouped(patches: Queue, { filter }: QueueRequest): Queue {
  const { groups, count } = groupsOf(patches)
  const queue = emptyQueue('regions', count)
  queue.minRows.fill(0xffffffff)
  queue.minCols.fill(0xffffffff)
  const shown = new Uint8Array(count)
  for (let i = 0; i < patches.length; i++) {
    const group = groups[i]!
    const [row, col, label] = [patches.rows[i]!, patches.cols[i]!, patches.labels[i]!]
    if (patches.probabilities[i]! > queue.probabilities[group]! || queue.patches[group] === 0) {
      queue.probabilities[group] = patches.probabilities[i]!
      queue.rows[group] = row
      queue.cols[group] = col
    }
    queue.patches[group]!++
    if (label !== 0) queue.reviewed[group]!++
    queue.minRows[group] = Math.min(queue.minRows[group]!, row)
    queue.minCols[group] = Math.min(queue.minCols[group]!, col)
    queue.maxRows[group] = Math.max(queue.maxRows[group]!, row)
    queue.maxCols[group] = Math.max(queue.maxCols[group]!, col)
    if (wanted(filter, label, true)) shown[group] = 1
  }
  return picked(
    queue,
    Uint32Array.from(shown.keys()).filter(group => shown[group] === 1)
  )
}

function ordered(queue: Queue, certaintyOf: (probability: number) => number, { order }: QueueRequest): Queue {
  const keys = new Float64Array(queue.length)
  for (let i = 0; i < queue.length; i++) {
    const probability = queue.probabilities[i]!
    if (order === 'probability') keys[i] = -probability
    else if (order === 'uncertainty') keys[i] = certaintyOf(probability)
    else keys[i] = hilbert(queue.rows[i]!, queue.cols[i]!)
  }
  const places = new Uint32Array(queue.length).map((_, index) => index)
  return picked(
    queue,
    places.sort((a, b) => keys[a]! - keys[b]! || a - b)
  )
}

function picked(queue: Queue, places: Uint32Array): Queue {
  const pick = <T extends Uint32Array | Float32Array>(column: T, empty: T): T => {
    for (let i = 0; i < empty.length; i++) empty[i] = column[places[i]!]!
    return empty
  }
  const result = emptyQueue(queue.unit, places.length)
  for (const name of queueColumns[queue.unit]) pick(queue[name], result[name])
  return result
}
