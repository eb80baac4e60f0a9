import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { useRuns } from '../../../core/runs.ts'
import { useSettings } from '../../../core/settings.ts'
import { useSlides } from '../../../core/slides.ts'
import type { texts } from '../../../texts.ts'

export interface TourStep {
  /** Key of its texts in ../texts.ts. */
  name: keyof typeof texts.tour.steps
  /** The tab that contains its control. */
  tab?: string
  /** Commands whose keys perform this step. */
  commands: readonly string[]
}

export const tourSteps: readonly TourStep[] = [
  { name: 'slide', commands: ['slides.open'] },
  { name: 'analyse', commands: ['heatmap.start'] },
  { name: 'threshold', tab: 'heatmap', commands: ['heatmap.thresholdDown', 'heatmap.thresholdUp'] },
  {
    name: 'decide',
    tab: 'review',
    commands: ['review.show', 'review.positive', 'review.negative', 'review.unsure']
  },
  { name: 'regions', tab: 'regions', commands: ['review.regions', 'regions.polygon'] },
  { name: 'sign', tab: 'history', commands: ['review.sign'] },
  { name: 'report', tab: 'heatmap', commands: ['review.report'] }
]

/**
 * The tour and its current step. It starts by itself on a demo slide without analyses, until the
 * user has seen it once.
 */
export const useTour = defineStore('tour', () => {
  const settings = useSettings()
  const slides = useSlides()
  const runs = useRuns()
  /** Index of the current step; −1 for none. */
  const at = ref(-1)
  /** Incremented each time the tour is requested. */
  const asked = ref(0)
  const step = computed(() => tourSteps[at.value])

  function go(place: number): void {
    const next = tourSteps[place]
    if (!next) return
    at.value = place
    settings.values.panelOpen = true
    if (next.tab) settings.values.panelTab = next.tab
  }

  function end(): void {
    at.value = -1
    settings.values.tourSeen = true
  }

  /** Starts the tour, or returns to the current step. */
  function start(): void {
    if (at.value < 0) go(0)
    asked.value++
  }

  const back = () => go(at.value - 1)
  /** Goes to the next step; ends the tour after the last one. */
  const next = () => (at.value === tourSteps.length - 1 ? end() : go(at.value + 1))

  const isFirst = computed(
    () =>
      !settings.values.tourSeen &&
      runs.loaded &&
      slides.selected?.synthetic === true &&
      runs.ofSelected.length === 0
  )
  watch(isFirst, now => now && start(), { immediate: true })

  return { at, asked, step, start, back, next, end }
})
