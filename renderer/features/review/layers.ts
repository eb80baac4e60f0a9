import { watchEffect } from 'vue'
import type { Side } from '../../core/features.ts'
import { useRuns } from '../../core/runs.ts'
import { useSettings } from '../../core/settings.ts'
import { useSlides } from '../../core/slides.ts'
import { useStageLayer } from '../../stage/layer.ts'
import { FocusLayer } from '../../viewer/layers/focus-layer.ts'
import { LabelLayer } from '../../viewer/layers/label-layer.ts'
import type { Stage } from '../../viewer/stage/stage.ts'
import { useQueue } from './queue.ts'
import { useReview } from './review.ts'

/** Adds the frame around the current patch and the reviewer's labels over the main slide. */
export function useReviewLayers(stage: () => Stage | undefined, side: Side): void {
  if (side !== 'main') return
  // The frame clears the heatmap below it, so add it before the labels, which must stay visible.
  followQueue(stage)
  followLabels(stage)
}

/** Draws a frame around the current queue item. */
function followQueue(stage: () => Stage | undefined): void {
  const layer = new FocusLayer()
  const changed = useStageLayer(stage, layer, 'labels')
  const settings = useSettings()
  const queue = useQueue()
  watchEffect(() => {
    const item = settings.values.panelTab === 'review' ? queue.current : undefined
    layer.show(item?.box, item?.patches === 1)
    changed()
  })
}

function followLabels(stage: () => Stage | undefined): void {
  const layer = new LabelLayer()
  const changed = useStageLayer(stage, layer, 'labels')
  const slides = useSlides()
  const runs = useRuns()
  const review = useReview()
  const settings = useSettings()
  watchEffect(() => {
    const [slide, run, labels] = [slides.selected, runs.current, review.labels]
    const { shows } = settings.values
    layer.show(
      slide && run && labels?.runId === run.id && shows !== 'model'
        ? { grid: run.grid, slide, ...labels, filled: shows === 'labels' }
        : undefined
    )
    changed()
  })
}
