import { computed, type ShallowRef, shallowRef, watch } from 'vue'
import type { Run } from '../../contract/runs/run.ts'
import { urls } from '../../contract/transport/urls.ts'
import { fetchBytes } from '../core/bytes.ts'
import { useLoading } from '../core/loading.ts'
import { useProblems } from '../core/problems.ts'
import { useRuns } from '../core/runs.ts'
import { scopeOf } from '../core/scope.ts'
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
  const line = useLoading()
  const run = computed(wanted)
  const scope = scopeOf(() => run.value?.id)
  const result = shallowRef<Result>()
  let reading = false
  let pending = 0
  /** Whether the grid has changed since the present read began. */
  let stale = false

  async function read(from: Run): Promise<void> {
    reading = true
    const { signal } = scope
    const started = performance.now()
    const change = runs.changes.get(from.id) ?? 0
    await problems.guard(texts.run.name(from.id), () =>
      scope.run(
        // While a run is in progress, its grid is read again and again.
        () =>
          result.value
            ? fetchBytes(urls.grid(from.id), signal)
            : line.during(texts.loading.heatmap, () => fetchBytes(urls.grid(from.id), signal)),
        buffer => {
          const values = new Float32Array(buffer)
          const { cols, rows } = from.grid
          result.value = { run: from, probabilities: new Pyramid({ cols, rows, values }) }
          keep(result.value, change)
        }
      )
    )
    if (signal.aborted) return
    const pause = Math.max(0, leastPauseMs - (performance.now() - started))
    pending = window.setTimeout(() => {
      reading = false
      if (stale) request()
    }, pause)
  }

  function stop(): void {
    scope.renew()
    reading = false
    clearTimeout(pending)
  }

  function request(): void {
    if (!run.value) return
    const known = kept.get(run.value.id)
    if (known && known.change === runs.changes.get(run.value.id)) {
      stop()
      result.value = known.result
      return
    }
    stale = reading
    if (!reading) void read(run.value)
  }

  scope.each(() => {
    stop()
    if (result.value?.run.id !== run.value?.id) result.value = undefined
    request()
  })
  watch(
    () => [run.value?.id, run.value && runs.changes.get(run.value.id)] as const,
    ([runId], [before]) => runId === before && request()
  )
  return result
}
