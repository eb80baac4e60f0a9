import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { labelWords, type Queue, type QueueRequest, readQueue } from '../../../contract/review/queue.ts'
import type { PatchLabel } from '../../../contract/review/review.ts'
import { urls } from '../../../contract/transport/urls.ts'
import { clusterAt } from '../../../geometry/cluster.ts'
import { cellBox } from '../../../geometry/grid.ts'
import { fetchBytes } from '../../core/bytes.ts'
import { useProblems } from '../../core/problems.ts'
import { useRuns } from '../../core/runs.ts'
import { scopeOf } from '../../core/scope.ts'
import { useSettings } from '../../core/settings.ts'
import { useResult } from '../../stage/result.ts'
import { texts } from '../../texts.ts'
import type { Box } from '../../viewer/stage/stage.ts'
import { cellsToLabel, consequenceOf, decisionKeys } from './decisions.ts'
import { useReview } from './review.ts'

/** An item to review: a patch or a region. */
export interface QueueItem {
  index: number
  row: number
  col: number
  /** Probability of the patch, or of the region's most probable patch. */
  probability: number
  /** Whether the model's prediction is positive at the review's threshold. */
  marked: boolean
  /** Number of patches: 1, or those of the region. */
  patches: number
  /** In level-0 pixels. */
  box: Box
}

/**
 * The review queue, the user's position in it and the decisions. The order does not change while
 * the user works.
 */
export const useQueue = defineStore('queue', () => {
  const runs = useRuns()
  const review = useReview()
  const result = useResult()
  const problems = useProblems()
  const settings = useSettings()
  const queue = shallowRef<Queue>()
  const loading = ref(false)
  const position = ref(0)
  /** Why the last key had less effect than expected. */
  const refusal = ref('')
  /** The last decision in words. */
  const last = ref('')
  /** The item and label of a decision that left other labels as they were. */
  let asked: { item: QueueItem; label: PatchLabel } | undefined
  /** Whether the queue is visible. */
  const wanted = computed(() => settings.values.panelTab === 'review' && runs.current?.status === 'done')
  const reads = scopeOf(() => runs.current?.id)

  const request = computed<QueueRequest>(() => {
    const { unit, order, classes, filter } = settings.values.queue
    return { unit, order, classes: unit === 'regions' ? 'positive' : classes, filter }
  })

  /**
   * Reloads the list.
   * @param stay stay on the current item if it is still in the list, instead of going to the first
   */
  async function read(stay = true): Promise<void> {
    const run = runs.current
    reads.renew()
    refusal.value = ''
    if (!run) {
      queue.value = undefined
      return
    }
    const { signal } = reads
    loading.value = true
    const before = stay ? itemAt(position.value) : undefined
    const bytes = await problems.guard(texts.queue.title, () =>
      reads.run(() => fetchBytes(urls.queue(run.id, request.value), signal))
    )
    if (signal.aborted) return
    loading.value = false
    if (!bytes) return
    const next = readQueue(bytes)
    queue.value = next
    position.value = before ? Math.max(0, placeOf(next, before)) : 0
  }

  function itemAt(index: number): QueueItem | undefined {
    const [list, run] = [queue.value, runs.current]
    if (!list || !run || index < 0 || index >= list.length) return undefined
    const [row, col] = [list.rows[index] as number, list.cols[index] as number]
    const probability = list.probabilities[index] as number
    const regions = list.unit === 'regions'
    const from = regions
      ? cellBox(run.grid, list.minRows[index] as number, list.minCols[index] as number)
      : cellBox(run.grid, row, col)
    const to = regions
      ? cellBox(run.grid, list.maxRows[index] as number, list.maxCols[index] as number)
      : from
    return {
      index,
      row,
      col,
      probability,
      marked: probability >= review.threshold,
      patches: regions ? (list.patches[index] as number) : 1,
      box: { x: from.x, y: from.y, width: to.x + to.edge - from.x, height: to.y + to.edge - from.y }
    }
  }

  /** A patch picked on the slide, outside the queue's order. */
  const picked = shallowRef<QueueItem>()
  const current = computed(() => picked.value ?? itemAt(position.value))
  const length = computed(() => queue.value?.length ?? 0)

  /** Returns the cells of an item. */
  function cellsOf(item: QueueItem): number[] {
    const [run, values] = [runs.current, result.result?.probabilities.base.values]
    if (!run || !values) return []
    const cell = item.row * run.grid.cols + item.col
    return item.patches > 1 ? clusterAt(values, run.grid.cols, cell, review.threshold) : [cell]
  }

  /**
   * Returns the current label of an item. A region has a label only if all its patches share it.
   */
  function labelOf(item: QueueItem): (typeof labelWords)[number] {
    const labels = new Set(cellsOf(item).map(review.labelAt))
    return labels.size === 1 ? (labelWords[[...labels][0] as number] ?? 'none') : 'none'
  }

  function go(index: number): void {
    asked = undefined
    refusal.value = index >= length.value && length.value > 0 ? texts.queue.done : ''
    picked.value = undefined
    position.value = Math.min(Math.max(index, 0), Math.max(0, length.value - 1))
  }

  /** Moves forward or back without a decision. After picking a patch, returns to the list. */
  const step = (by: number) => go(picked.value ? position.value : position.value + by)

  /** Goes to the patch of a cell if the list contains it; otherwise picks it outside the list. */
  function pick(row: number, col: number): void {
    const [list, run] = [queue.value, runs.current]
    const value = run && result.result?.probabilities.base.values[row * run.grid.cols + col]
    if (!run || value === undefined || !(value >= 0)) return
    const index = list?.unit === 'patches' ? placeOf(list, { row, col }) : -1
    if (index >= 0) go(index)
    else {
      const { x, y, edge } = cellBox(run.grid, row, col)
      refusal.value = ''
      picked.value = {
        index: -1,
        row,
        col,
        probability: value,
        marked: value >= review.threshold,
        patches: 1,
        box: { x, y, width: edge, height: edge }
      }
    }
  }

  /** Removes the label without moving to another item. */
  async function clear(): Promise<void> {
    const item = current.value
    if (item) await review.label(cellsOf(item), null)
  }

  /**
   * Applies a decision: shows the next item at once while the label is being saved. If patches of a
   * region have other labels, keeps those and stays; the same decision again replaces them.
   */
  async function decide(label: PatchLabel): Promise<void> {
    const item = current.value
    if (!item) return
    const cells = cellsOf(item)
    const again = asked?.label === label && isSame(asked.item, item)
    const { take, kept } = cellsToLabel(cells.map(review.labelAt), labelWords.indexOf(label))
    const chosen = again ? cells : take.map(index => cells[index] as number)
    if (chosen.length > 0 && !(await review.label(chosen, label))) return
    last.value = texts.queue.decided(chosen.length, label, consequenceOf(item.marked, label))
    if (kept > 0 && !again) {
      asked = { item, label }
      refusal.value = texts.queue.kept(kept, decisionKeys[label])
      return
    }
    go(item.index < 0 ? position.value : item.index + 1)
  }

  watch(
    () => [runs.current?.id, runs.current?.status, review.threshold, request.value, wanted.value] as const,
    ([runId, , , asked], before) => {
      if (runId !== before?.[0]) {
        queue.value = undefined
        picked.value = undefined
        position.value = 0
      }
      if (wanted.value) void read(asked === before?.[3])
    },
    { immediate: true }
  )

  return {
    queue,
    loading,
    position,
    picked,
    refusal,
    last,
    request,
    current,
    length,
    read,
    itemAt,
    cellsOf,
    labelOf,
    go,
    step,
    pick,
    decide,
    clear
  }
})

const isSame = (a: QueueItem, b: QueueItem) => a.row === b.row && a.col === b.col && a.patches === b.patches

function placeOf({ rows, cols, length }: Queue, { row, col }: Pick<QueueItem, 'row' | 'col'>): number {
  for (let index = 0; index < length; index++) if (rows[index] === row && cols[index] === col) return index
  return -1
}
