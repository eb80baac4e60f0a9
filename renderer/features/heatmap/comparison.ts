import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { useRuns } from '../../core/runs.ts'
import { useResult } from '../../stage/result.ts'
import { useRunGrid } from '../../stage/run-grid.ts'
import { useSplitView } from '../../stage/split-view.ts'
import { differenceOf } from '../../viewer/raster/difference.ts'
import { Pyramid } from '../../viewer/raster/raster.ts'

export const comparisonModes = ['off', 'difference', 'split'] as const
export type ComparisonMode = (typeof comparisonModes)[number]

/** A second run to compare with: of the slide on screen or, in a split view, of any slide. */
export const useComparison = defineStore('comparison', () => {
  const runs = useRuns()
  const store = useResult()
  const split = useSplitView()
  const differing = ref(false)
  const runId = ref(0)
  /** Smaller differences are not drawn. */
  const least = ref(0.1)

  const mode = computed<ComparisonMode>({
    get: () => (split.open ? 'split' : differing.value ? 'difference' : 'off'),
    set(next) {
      split.open = next === 'split'
      differing.value = next === 'difference'
    }
  })
  /** Runs available for comparison, newest first. */
  const choices = computed(() => {
    const all = split.slide && !split.slide.changed ? runs.ofSlide(split.slide.id) : []
    return split.open ? all : all.filter(({ id }) => id !== runs.current?.id)
  })
  /** The chosen run; otherwise one that is not already on screen, if there is one. */
  const run = computed(
    () =>
      choices.value.find(({ id }) => id === runId.value) ??
      choices.value.find(({ id }) => id !== runs.current?.id) ??
      choices.value[0]
  )
  const result = useRunGrid(() => (mode.value === 'off' ? undefined : run.value))
  const canDiffer = computed(() => runs.ofSelected.length > 1)

  const difference = computed(() => {
    const [one, other] = [store.result, result.value]
    if (mode.value !== 'difference' || !one || !other || one.run.slideId !== other.run.slideId)
      return undefined
    const { raster, byPlace } = differenceOf(
      { grid: one.run.grid, values: one.probabilities.base.values },
      { grid: other.run.grid, values: other.probabilities.base.values }
    )
    return { one: one.run, other: other.run, pyramid: new Pyramid(raster, 'extreme'), byPlace }
  })

  // A difference needs two runs of the same slide, and gives way to a split view.
  watch([canDiffer, () => split.open], ([can, open]) => {
    if (!can || open) differing.value = false
  })

  return { mode, runId, least, choices, run, result, canDiffer, difference }
})
