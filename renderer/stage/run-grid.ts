import { computed, type ShallowRef, shallowRef, watch } from 'vue'
import type { Run } from '../../contract/run.ts'
import { urls } from '../../contract/urls.ts'
import { fetchBytes } from '../core/bytes.ts'
import { useProblems } from '../core/problems.ts'
import { useRuns } from '../core/runs.ts'
import { texts } from '../texts.ts'
import { Pyramid } from '../viewer/raster/raster.ts'

/** Minimum time between reads of a run's grid while it is running. */
const leastPauseMs = 400

/** Number of recent results kept, so that returning to one is immediate. */
const most = 4
const kept = new Map<number, { change: number; result: Result }>()

function keep(result: Result, change: number): void {
  kept.delete(result.run.id)
  kept.set(result.run.id, { change, result })
  for (const oldest of kept.keys()) if (kept.size > most) kept.delete(oldest)
}

export interface Result {
  run: Run
  probabilities: Pyramid
}

/**
 * Returns the probabilities of a run, updated while it is running. Lives as long as the calling
 * scope.
 */
export function useRunGrid(wanted: () => Run | undefined): Readonly<ShallowRef<Result | undefined>> {
  const runs = useRuns()
  const problems = useProblems()
  const run = computed(wanted)
  const result = shallowRef<Result>()
  let reading: AbortController | undefined
  let readRun = 0
  let pending = 0
  let stale = false

  async function read(from: Run): Promise<void> {
    const abort = new AbortController()
    reading = abort
    const started = performance.now()
    const change = runs.changes.get(from.id) ?? 0
    const buffer = await problems.guard(texts.run.name(from.id), () =>
      fetchBytes(urls.grid(from.id), abort.signal)
    )
    if (reading !== abort) return
    if (buffer) {
      const values = new Float32Array(buffer)
      const { cols, rows } = from.grid
      result.value = { run: from, probabilities: new Pyramid({ cols, rows, values }) }
      keep(result.value, change)
    }
    const pause = Math.max(0, leastPauseMs - (performance.now() - started))
    pending = window.setTimeout(() => {
      reading = undefined
      if (stale) request()
    }, pause)
  }

  /** Aborts the pending read when the run changes or is deleted. */
  function turnTo(runId: number): void {
    reading?.abort()
    reading = undefined
    clearTimeout(pending)
    readRun = runId
  }

  function request(): void {
    if (!run.value) return
    const known = kept.get(run.value.id)
    if (known && known.change === runs.changes.get(run.value.id)) {
      turnTo(run.value.id)
      result.value = known.result
      return
    }
    if (run.value.id !== readRun) turnTo(run.value.id)
    stale = reading !== undefined
    if (!stale) void read(run.value)
  }

  watch(
    () => [run.value?.id, run.value && runs.changes.get(run.value.id)] as const,
    ([runId]) => {
      if (result.value?.run.id !== runId) result.value = undefined
      if (runId) request()
      else turnTo(0)
    },
    { immediate: true }
  )
  return result
}
