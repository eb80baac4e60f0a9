import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { urls } from '../../contract/transport/urls.ts'
import { fetchBytes } from '../core/bytes.ts'
import { useProblems } from '../core/problems.ts'
import { isActive } from '../core/run-state.ts'
import { useRuns } from '../core/runs.ts'
import { scopeOf } from '../core/scope.ts'
import { useSlides } from '../core/slides.ts'
import { texts } from '../texts.ts'
import { countsAt } from '../viewer/raster/raster.ts'
import { useRunGrid } from './run-grid.ts'

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

  const ofTruth = scopeOf(
    () => runs.current?.id,
    () => slides.selected?.truth !== null
  )
  ofTruth.each(() => {
    truth.value = undefined
    const runId = runs.current?.id
    if (runId === undefined || slides.selected?.truth === null) return
    void problems.guard(texts.heatmap.truth, () =>
      ofTruth.run(
        signal => fetchBytes(urls.truth(runId), signal),
        buffer => {
          truth.value = { runId, values: new Int8Array(buffer) }
        }
      )
    )
  })

  /** Quality flags of the patches, reloaded whenever more patches are flagged. */
  const flags = shallowRef<{ runId: number; values: Uint8Array }>()
  const flagged = () =>
    Object.values(runs.current?.quality?.byFlag ?? {}).reduce((sum, count) => sum + count, 0)
  const ofFlags = scopeOf(() => runs.current?.id, flagged)
  ofFlags.each(() => {
    const runId = runs.current?.id
    const none = runId === undefined || flagged() === 0
    if (none || flags.value?.runId !== runId) flags.value = undefined
    if (none) return
    void problems.guard(texts.run.warnings, () =>
      ofFlags.run(
        signal => fetchBytes(urls.flags(runId), signal),
        buffer => {
          flags.value = { runId, values: new Uint8Array(buffer) }
        }
      )
    )
  })

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
