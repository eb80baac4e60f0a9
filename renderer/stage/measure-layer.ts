import { watchEffect } from 'vue'
import type { Slide } from '../../contract/slides/slide.ts'
import { MeasureLayer } from '../viewer/layers/measure-layer.ts'
import type { Stage } from '../viewer/stage/stage.ts'
import { useStageLayer } from './layer.ts'
import { useMeasures } from './measures.ts'

/** Draws the measurements of a slide over it. */
export function useMeasureLayer(stage: () => Stage | undefined, slideOf: () => Slide): void {
  const measures = useMeasures()
  const layer = new MeasureLayer()
  const changed = useStageLayer(stage, layer, 'tools')
  watchEffect(() => {
    const slide = slideOf()
    layer.show(measures.ofSlide(slide.id), measures.textFor(slide))
    changed()
  })
}
