import { watch } from 'vue'
import { useSplitView } from '../../stage/split-view.ts'
import { useStage } from '../../stage/stage.ts'
import type { Stage } from '../../viewer/stage/stage.ts'
import { type Anchor, linkedView } from '../../viewer/stage/views/linked-view.ts'

/**
 * Moves both sides of a split view together while they are linked. If both show the same slide,
 * they show the same place. A different slide is brought to the same µm per pixel once it opens,
 * then moves from its own position.
 */
export function useLinkedSides(): void {
  const stages = useStage()
  const split = useSplitView()
  let anchors: { main: Anchor; second: Anchor } | undefined

  const anchorOf = (stage: Stage | undefined): Anchor | undefined => {
    const [view, slide] = [stage?.view.value, stage?.slide.value]
    return view && slide && { ...view, mpp: slide.mpp }
  }
  /** @param fresh whether the second side has just opened its slide */
  function link(fresh: boolean): void {
    const [main, second] = [anchorOf(stages.main), anchorOf(stages.second)]
    anchors = undefined
    if (!main || !second || !split.linked) return
    const same = stages.main?.slide.value?.id === stages.second?.slide.value?.id
    if (same) anchors = { main, second: main }
    else {
      const zoom = main.mpp && second.mpp ? (main.zoom * second.mpp) / main.mpp : second.zoom
      anchors = { main, second: fresh ? { ...second, zoom } : second }
    }
    follow()
  }
  function follow(): void {
    if (!anchors) return
    const fromSecond = stages.onSecond
    const [lead, other] = fromSecond ? [stages.second, stages.main] : [stages.main, stages.second]
    const view = lead?.view.value
    if (!view || !other?.view.value) return
    const [from, to] = fromSecond ? [anchors.second, anchors.main] : [anchors.main, anchors.second]
    other.setView(linkedView(view, from, to))
  }

  watch(
    [
      () => stages.main?.slide.value?.id,
      () => stages.second?.slide.value?.id,
      () => stages.main?.view.value !== undefined && stages.second?.view.value !== undefined
    ],
    ([, , ready]) => {
      anchors = undefined
      if (ready) link(true)
    }
  )
  watch(
    () => split.linked,
    () => link(false)
  )
  watch(() => (stages.onSecond ? stages.second : stages.main)?.view.value, follow, { flush: 'sync' })
}
