import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { useRuns } from '../../core/runs.ts'
import { useLibrary } from '../../core/slides.ts'
import { useResult } from '../../stage/result.ts'
import { useRunGrid } from '../../stage/run-grid.ts'
import { differenceOf } from '../../viewer/difference.ts'
import { Pyramid } from '../../viewer/raster.ts'

export const comparisons = ['off', 'difference', 'split'] as const

/** A second run to compare with: of the slide on screen or, in a split view, of any slide. */
export const useCompare = defineStore('compare', () => {
  const library = useLibrary()
  const runs = useRuns()
  const store = useResult()
  const mode = ref<(typeof comparisons)[number]>('off')
  /** The slide on the second side; 0 for the same slide. */
  const slideId = ref(0)
  const runId = ref(0)
  /** Whether both sides of a split view move together. */
  const linked = ref(true)
  /** Smaller differences are not drawn. */
  const least = ref(0.1)

  const slide = computed(() =>
    mode.value === 'split' && slideId.value !== 0
      ? (library.slides.find(({ id }) => id === slideId.value) ?? library.selected)
      : library.selected
  )
  /** Runs available for comparison, newest first. */
  const choices = computed(() => {
    const all = slide.value ? runs.ofSlide(slide.value.id) : []
    return mode.value === 'split' ? all : all.filter(({ id }) => id !== runs.current?.id)
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

  // A difference needs two runs of the same slide.
  watch(canDiffer, can => {
    if (!can && mode.value === 'difference') mode.value = 'off'
  })

  return { mode, slideId, runId, linked, least, slide, choices, run, result, canDiffer, difference }
})
