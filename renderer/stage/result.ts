import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Run } from '../../contract/run.ts'
import { urls } from '../../contract/urls.ts'
import { fetchBytes } from '../core/bytes.ts'
import { useProblems } from '../core/problems.ts'
import { isActive } from '../core/run-state.ts'
import { useRuns } from '../core/runs.ts'
import { useSlides } from '../core/slides.ts'
import { texts } from '../texts.ts'
import { countsAt } from '../viewer/raster/raster.ts'
import { useRunGrid } from './run-grid.ts'

/** Returns a signal that aborts when something else is requested or the run is gone. */
function untilThen(onCleanup: (then: () => void) => void): AbortSignal {
  const abort = new AbortController()
  onCleanup(() => abort.abort())
  return abort.signal
}

/**
 * The probabilities of the run on screen, updated while it is running, and counts at the current
 * threshold.
 */
export const useResult = defineStore('result', () => {
  const slides = useSlides()
  const runs = useRuns()
  const problems = useProblems()
  const result = useRunGrid(() => runs.current)
  const truth = shallowRef<{ runId: number; values: Int8Array }>()

  async function readTruth(run: Run, signal: AbortSignal): Promise<void> {
    const buffer = await problems.guard(texts.heatmap.truth, () => fetchBytes(urls.truth(run.id), signal))
    if (buffer && runs.current?.id === run.id) truth.value = { runId: run.id, values: new Int8Array(buffer) }
  }

  watch(
    () => [runs.current?.id, slides.selected?.truth !== null] as const,
    ([runId, has], _before, onCleanup) => {
      truth.value = undefined
      if (runId && has && runs.current) void readTruth(runs.current, untilThen(onCleanup))
    },
    { immediate: true }
  )

  /** Quality flags of the patches, reloaded whenever more patches are flagged. */
  const flags = shallowRef<{ runId: number; values: Uint8Array }>()
  const flagged = () =>
    Object.values(runs.current?.quality?.byFlag ?? {}).reduce((sum, count) => sum + count, 0)
  watch(
    () => [runs.current?.id, flagged()] as const,
    async ([runId, count], _before, onCleanup) => {
      if (flags.value?.runId !== runId || count === 0) flags.value = undefined
      if (!runId || count === 0) return
      const signal = untilThen(onCleanup)
      const buffer = await problems.guard(texts.run.warnings, () => fetchBytes(urls.flags(runId), signal))
      if (buffer && runs.current?.id === runId) flags.value = { runId, values: new Uint8Array(buffer) }
    },
    { immediate: true }
  )

  const counts = computed(() =>
    result.value ? countsAt(result.value.probabilities.base.values, runs.threshold) : undefined
  )
  /** Area of the marked patches in µm². */
  const markedArea = computed(() =>
    counts.value && result.value ? counts.value.positive * result.value.run.strideUm ** 2 : undefined
  )
  const unfinished = computed(() => runs.current !== undefined && isActive(runs.current.status))

  return { result, truth, flags, counts, markedArea, unfinished }
})
