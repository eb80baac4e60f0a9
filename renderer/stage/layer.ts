import { watch } from 'vue'
import type { Layer, LayerPlace } from '../viewer/stage/overlay.ts'
import type { Stage } from '../viewer/stage/stage.ts'

/**
 * Adds a layer over a slide as long as the calling scope lives, also when the stage is recreated.
 * @returns a function that requests a new frame, for use after the layer's content has changed
 */
export function useStageLayer(stage: () => Stage | undefined, layer: Layer, place: LayerPlace): () => void {
  watch(stage, (over, _before, onCleanup) => over && onCleanup(over.add(layer, place)), { immediate: true })
  return () => stage()?.refresh()
}
