import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef, watch } from 'vue'
import { DuctalError } from '../../../contract/errors.ts'
import { labelWords } from '../../../contract/queue.ts'
import type { Action, PatchLabel, Review } from '../../../contract/review.ts'
import { urls } from '../../../contract/urls.ts'
import { fetchBytes } from '../../core/bytes.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { texts } from '../../texts.ts'
import { spansOf } from '../../viewer/regions/cells.ts'
import { useRuns } from '../analysis/runs.ts'
import { useReviewers } from './reviewers.ts'
import { SaveQueue, type Saving } from './savequeue.ts'

/** The labels of a run, as the page shows them: what is saved, and over it what is about to be. */
export interface Labels {
  runId: number
  /** Places in {@link labelWords}, row by row. */
  values: Uint8Array
  /** Cells whose label is not saved yet. */
  unsaved: ReadonlyMap<number, number>
}

const numberOf = (label: PatchLabel | null) => (label === null ? 0 : labelWords.indexOf(label))

/** The review of the run on screen: where it stands, its labels, and the one way in which it is changed. */
export const useReview = defineStore('review', () => {
  const host = useHost()
  const runs = useRuns()
  const problems = useProblems()
  const reviewers = useReviewers()
  const review = shallowRef<Review>()
  const labels = shallowRef<Labels>()
  /** The log, newest first, as far as it was read. */
  const actions = shallowRef<Action[]>([])
  const saves = new SaveQueue()
  const pending: { runId: number; cells: readonly number[]; label: number }[] = []
  let unsaved = new Map<number, number>()
  /** Aborted when another run comes on screen: nobody waits for this one's review any more. */
  let leaving = new AbortController()

  const beforehand = new Set<() => void>()
  /** Called before each action: what is half done, such as a region that is being moved, comes first. */
  const onAction = (settle: () => void) => beforehand.add(settle)

  const signed = computed(() => review.value?.state === 'signed')
  const threshold = computed(() => review.value?.threshold ?? runs.current?.parameters.threshold ?? 0.5)

  /** The label of a cell as it is shown, as a place in labelWords. */
  const labelAt = (cell: number): number => unsaved.get(cell) ?? labels.value?.values[cell] ?? 0

  async function read(runId: number): Promise<void> {
    const { signal } = leaving
    const found = await problems.guard(texts.review.title, () => host.call('review.get', { runId }, signal))
    const bytes = await problems.guard(texts.review.title, () => fetchBytes(urls.labels(runId), signal))
    if (runs.current?.id !== runId) return
    if (found) review.value = found
    if (bytes) {
      labels.value = { runId, values: new Uint8Array(bytes), unsaved: new Map() }
      overlay()
    }
  }

  async function readActions(): Promise<void> {
    const runId = review.value?.runId
    if (runId === undefined) return
    const found = await problems.guard(texts.history.title, () =>
      host.call('review.actions', { runId, limit: 500 })
    )
    if (found && review.value?.runId === runId) actions.value = found
  }

  /** Shows what waits to be saved over what is. */
  function overlay(): void {
    unsaved = new Map(
      pending
        .filter(({ runId }) => runId === labels.value?.runId)
        .flatMap(({ cells, label }) => cells.map(cell => [cell, label] as const))
    )
    if (labels.value) labels.value = { ...labels.value, unsaved }
  }

  /**
   * The way of every change: who does it is known, the review is open, and it is saved in its turn.
   * @returns false where it was not begun; what fails later is told by `saves`
   */
  async function change(saving: Saving): Promise<boolean> {
    for (const settle of beforehand) settle()
    if (signed.value) {
      problems.add(saving.about, new DuctalError('review/signed', texts.review.isSigned))
      return false
    }
    if (!reviewers.current && !(await reviewers.ensure())) return false
    saves.add(saving)
    return true
  }

  /** Gives cells of the run on screen a label, or takes it away: one action, shown at once. */
  async function label(cells: readonly number[], word: PatchLabel | null): Promise<boolean> {
    const run = runs.current
    if (!run || cells.length === 0) return false
    const entry = { runId: run.id, cells, label: numberOf(word) }
    const withdraw = () => {
      pending.splice(pending.indexOf(entry), 1)
      overlay()
    }
    return change({
      about: texts.review.labelling(cells.length, word),
      show() {
        pending.push(entry)
        overlay()
      },
      async work() {
        const spans = spansOf(cells, run.grid.cols)
        const answer = await host.call('review.label', { runId: run.id, label: word, spans })
        store(run.id, spans, entry.label)
        withdraw()
        keep(answer.review)
      },
      withdraw
    })
  }

  /** What the host has stored: row, first column, number of columns, and so on. */
  function store(runId: number, spans: readonly number[], label: number): void {
    const known = labels.value
    const cols = runs.current?.grid.cols
    if (known?.runId !== runId || !cols) return
    for (let index = 0; index + 2 < spans.length; index += 3) {
      const start = (spans[index] as number) * cols + (spans[index + 1] as number)
      known.values.fill(label, start, start + (spans[index + 2] as number))
    }
  }

  function keep(next: Review): void {
    if (next.runId === runs.current?.id) review.value = next
  }

  /** Undo, redo, sign and the like: at once, and only when all before is saved. @returns whether it was done */
  async function call(about: string, work: (runId: number) => Promise<Review>): Promise<boolean> {
    const runId = runs.current?.id
    if (runId === undefined) return false
    for (const settle of beforehand) settle()
    if (!reviewers.current && !(await reviewers.ensure())) return false
    if (!(await saves.settled())) return false
    const next = await problems.guard(about, () => work(runId))
    if (next) keep(next)
    return next !== undefined
  }

  let steps = Promise.resolve()
  /** Steps back and forth that are under way or wait for their turn. */
  const stepping = ref(0)

  /** One after the other, as they were asked for. A key that is held when nothing is left to step to does nothing. */
  function step(way: 'undo' | 'redo'): Promise<void> {
    const runId = runs.current?.id
    stepping.value++
    steps = steps
      .then(async () => {
        // Another analysis may be on screen by then: its review is not meant.
        if (!(await saves.settled()) || runs.current?.id !== runId || !review.value?.[way]) return
        await call(texts.history[way], current => host.call(`review.${way}`, { runId: current }))
      })
      .finally(() => {
        stepping.value--
      })
    const asked = steps
    steps = steps.catch(() => {})
    return asked
  }

  const undo = () => step('undo')
  const redo = () => step('redo')
  const setThreshold = (value: number | null) =>
    call(texts.review.threshold, runId => host.call('review.threshold', { runId, threshold: value }))
  const sign = (meaning: string) =>
    call(texts.signing.title, runId => host.call('review.sign', { runId, meaning }))
  const reopen = (reason: string) =>
    call(texts.signing.reopenTitle, runId => host.call('review.reopen', { runId, reason }))

  watch(
    () => [runs.current?.id, runs.current?.status] as const,
    ([runId, status], before) => {
      const isOther = runId !== before?.[0]
      if (isOther) {
        leaving.abort()
        leaving = new AbortController()
        review.value = undefined
        labels.value = undefined
        actions.value = []
      }
      if (runId !== undefined && (isOther || status === 'done')) void read(runId)
    },
    { immediate: true }
  )
  host.onConnect(async () => {
    saves.retry()
    if (runs.current) await read(runs.current.id)
  })
  host.onEvent(event => {
    if (event.type === 'review') keep(event.review)
    else if (event.type === 'labels' && event.runId === labels.value?.runId) {
      for (let index = 0; index + 3 < event.spans.length; index += 4)
        store(event.runId, event.spans.slice(index, index + 3), event.spans[index + 3] as number)
      triggerRef(labels)
    }
  })

  return {
    review,
    labels,
    actions,
    saving: saves.state,
    retry: () => saves.retry(),
    giveUp: () => saves.giveUp(),
    settled: () => saves.settled(),
    signed,
    stepping,
    threshold,
    labelAt,
    label,
    change,
    onAction,
    undo,
    redo,
    setThreshold,
    sign,
    reopen,
    readActions
  }
})
