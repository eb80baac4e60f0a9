import { watch } from 'vue'
import type { Layer, LayerPlace } from '../viewer/overlay.ts'
import type { Stage } from '../viewer/stage.ts'

/**
 * Lays a layer over a slide as long as the calling scope lives, also over a stage that is made again.
 * @returns asks for a new frame, after the layer was given something else to show
 */
export function useStageLayer(stage: () => Stage | undefined, layer: Layer, place: LayerPlace): () => void {
  watch(stage, (over, _before, onCleanup) => over && onCleanup(over.add(layer, place)), { immediate: true })
  return () => stage()?.refresh()
}
