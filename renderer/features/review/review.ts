import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef, watch } from 'vue'
import { DuctalError } from '../../../contract/errors.ts'
import { labelWords } from '../../../contract/review/queue.ts'
import type { Action, PatchLabel, Review, ReviewAction } from '../../../contract/review/review.ts'
import type { Acknowledged } from '../../../contract/runs/outcome.ts'
import { urls } from '../../../contract/transport/urls.ts'
import { spansOf } from '../../../geometry/cells.ts'
import { fetchBytes } from '../../core/bytes.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { useRuns } from '../../core/runs.ts'
import { texts } from '../../texts.ts'
import { useReviewers } from './reviewers.ts'
import { SaveQueue, type Saving } from './save-queue.ts'

/** The labels of a run as shown: saved labels, overlaid with unsaved ones. */
export interface Labels {
  runId: number
  /** Indexes into {@link labelWords}, row by row. */
  values: Uint8Array
  /** Unsaved labels by cell. */
  unsaved: ReadonlyMap<number, number>
}

const numberOf = (label: PatchLabel | null) => (label === null ? 0 : labelWords.indexOf(label))

/** Describes an action in plain words. */
export const describeAction = ({ kind, count, text, replaced }: Action): string =>
  texts.history.kinds[kind](count, text, replaced ?? 0)

/** The review of the run on screen: its state, its labels, and the only way to change it. */
export const useReview = defineStore('review', () => {
  const host = useHost()
  const runs = useRuns()
  const problems = useProblems()
  const reviewers = useReviewers()
  const review = shallowRef<Review>()
  const labels = shallowRef<Labels>()
  /** The actions loaded so far, newest first. */
  const actions = shallowRef<Action[]>([])
  const saves = new SaveQueue()
  const pending: { runId: number; cells: readonly number[]; label: number }[] = []
  let unsaved = new Map<number, number>()

  const beforehand = new Set<() => void>()
  /**
   * Registers a callback that runs before each action, to finish pending work such as a region that
   * is being moved.
   */
  const onAction = (settle: () => void) => beforehand.add(settle)

  const signed = computed(() => review.value?.state === 'signed')
  const threshold = computed(() => review.value?.threshold ?? runs.current?.parameters.threshold ?? 0.5)

  /** Returns the displayed label of a cell, as an index into labelWords. */
  const labelAt = (cell: number): number => unsaved.get(cell) ?? labels.value?.values[cell] ?? 0

  /** Loads the review of the run on screen and its labels. */
  async function read(): Promise<void> {
    const runId = runs.current?.id
    if (runId === undefined) return
    const { signal } = runs.onScreen
    await problems.guard(texts.review.title, () =>
      runs.onScreen.run(
        () => host.call('review.get', { runId }, signal),
        found => {
          review.value = found
        }
      )
    )
    if (signal.aborted) return
    await problems.guard(texts.review.title, () =>
      runs.onScreen.run(
        () => fetchBytes(urls.labels(runId), signal),
        bytes => {
          labels.value = { runId, values: new Uint8Array(bytes), unsaved: new Map() }
          overlay()
        }
      )
    )
  }

  async function readActions(): Promise<void> {
    const runId = review.value?.runId
    if (runId === undefined) return
    await problems.guard(texts.history.title, () =>
      runs.onScreen.run(
        signal => host.call('review.actions', { runId, limit: 500 }, signal),
        found => {
          actions.value = found
        }
      )
    )
  }

  /** Overlays the saved labels with those waiting to be saved. */
  function overlay(): void {
    unsaved = new Map(
      pending
        .filter(({ runId }) => runId === labels.value?.runId)
        .flatMap(({ cells, label }) => cells.map(cell => [cell, label] as const))
    )
    if (labels.value) labels.value = { ...labels.value, unsaved }
  }

  /**
   * The path of every change: ensures that the reviewer is known and the review is open, then
   * queues the change for saving.
   * @returns false if the change was not queued; `saves` reports later failures
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

  /** Labels cells of the run on screen, or removes their labels: one action, shown at once. */
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

  /**
   * Applies labels that the host has stored.
   * @param spans row, first column and number of columns of each span, flattened
   */
  function store(runId: number, spans: readonly number[], label: number): void {
    const known = labels.value
    const cols = runs.current?.grid.cols
    if (known?.runId !== runId || !cols) return
    for (let index = 0; index + 2 < spans.length; index += 3) {
      const start = (spans[index] as number) * cols + (spans[index + 1] as number)
      known.values.fill(label, start, start + (spans[index + 2] as number))
    }
  }

  /** Keeps the newer state: events and answers travel apart, so an event may come late. */
  function keep(next: Review): void {
    if (next.runId !== runs.current?.id) return
    const known = review.value
    if (known?.runId === next.runId && known.sequence > next.sequence) return
    review.value = next
  }

  /**
   * Runs undo, redo, sign and similar calls, only after all earlier changes are saved.
   * @returns whether the call succeeded
   */
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
  /** Number of undo and redo steps in progress or waiting. */
  const stepping = ref(0)

  /**
   * Runs steps one after another in the order requested. Does nothing when no step is left, for
   * example while the key is held down.
   */
  function step(way: 'undo' | 'redo'): Promise<void> {
    const { signal } = runs.onScreen
    stepping.value++
    steps = steps
      .then(async () => {
        // By then another analysis may be on screen; its review must not change.
        if (!(await saves.settled()) || signal.aborted || !review.value?.[way]) return
        await call(texts.history[way], runId => host.call(`review.${way}`, { runId }))
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
  /** Performs an action of `review.act`; `about` names it if it fails. */
  const act = (about: string, action: ReviewAction) =>
    call(about, runId => host.call('review.act', { runId, action }))
  const setThreshold = (threshold: number | null) =>
    act(texts.review.threshold, { kind: 'threshold', threshold })
  const sign = (meaning: string, acknowledged: Acknowledged | null) =>
    call(texts.signing.title, runId =>
      host.call('review.sign', { runId, meaning, ...(acknowledged && { acknowledged }) })
    )
  const reopen = (reason: string) =>
    call(texts.signing.reopenTitle, runId => host.call('review.reopen', { runId, reason }))

  runs.onScreen.each(() => {
    review.value = undefined
    labels.value = undefined
    actions.value = []
    void read()
  })
  watch(
    () => [runs.current?.id, runs.current?.status] as const,
    ([runId, status], [before]) => runId === before && status === 'done' && void read()
  )
  host.onConnect(async () => {
    saves.retry()
    await read()
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
    discardUnsaved: () => saves.discardUnsaved(),
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
    act,
    setThreshold,
    sign,
    reopen,
    readActions
  }
})
