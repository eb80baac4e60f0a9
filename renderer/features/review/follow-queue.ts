import { watch } from 'vue'
import { useRuns } from '../../core/runs.ts'
import { useSettings } from '../../core/settings.ts'
import { useSlides } from '../../core/slides.ts'
import { useStage } from '../../stage/stage.ts'
import { prefetchPart } from '../../viewer/stage/tiles/slide-part.ts'
import { boxInView, viewOfItem } from '../../viewer/stage/views/item-view.ts'
import { useQueue } from './queue.ts'

/** Moves the viewer to the current queue item and prefetches the next one. */
export function useFollow(): void {
  const stages = useStage()
  const queue = useQueue()
  const runs = useRuns()
  const slides = useSlides()
  const settings = useSettings()
  watch(
    () => settings.values.panelTab === 'review' && queue.current,
    item => {
      const [run, slide, stage] = [runs.current, slides.selected, stages.main]
      const view = stage?.view.value
      if (!item || !run || !slide || !stage || !view) return
      const { x: width, y: height } = stage.viewer.viewport.getContainerSize()
      const look = viewOfItem(item.box, run.grid.patch, view, { width, height })
      // A patch picked on the slide is already in view.
      if (!queue.picked) stage.setView(look)
      const next = queue.itemAt(queue.position + 1)
      if (!next) return
      const window = { width, height }
      const box = boxInView(viewOfItem(next.box, run.grid.patch, { ...view, ...look }, window), window)
      const profile = settings.values.profile && slide.profile !== null
      prefetchPart(slide, box, Math.max(width, height) * devicePixelRatio, profile)
    },
    { flush: 'post' }
  )
}
