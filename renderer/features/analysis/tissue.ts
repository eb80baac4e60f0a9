import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef, watch, watchEffect } from 'vue'
import type { Side } from '../../core/features.ts'
import { scopeOf } from '../../core/scope.ts'
import { useSlides } from '../../core/slides.ts'
import { useStageLayer } from '../../stage/layer.ts'
import { RasterLayer } from '../../viewer/layers/raster-layer.ts'
import { packed } from '../../viewer/raster/colors.ts'
import { Pyramid } from '../../viewer/raster/raster.ts'
import type { Stage } from '../../viewer/stage/stage.ts'
import { useTissueScores } from './tissue-scores.ts'

export interface TissueMap {
  slideId: number
  scores: Pyramid
  /** Edge of a cell in level-0 pixels. */
  cell: number
  proposed: number
}

/** Tissue map of the slide on screen, with a threshold that the user can change. */
export const useTissue = defineStore('tissue', () => {
  const slides = useSlides()
  const map = shallowRef<TissueMap>()
  const loading = ref(false)
  /** Whether the map is drawn over the slide. */
  const shown = ref(false)
  const chosen = reactive(new Map<number, number>())
  const scope = scopeOf(
    () => slides.selectedId,
    () => slides.selected?.mpp
  )
  const fetchScores = useTissueScores(scope)

  /** A patch folder defines its own mask; without a resolution nothing can be measured. */
  const possible = computed(() => slides.selected?.kind === 'image' && slides.selected.mpp !== null)
  const threshold = computed({
    get: () => chosen.get(slides.selectedId) ?? map.value?.proposed ?? 0,
    set: value => chosen.set(slides.selectedId, value)
  })
  const isChosen = computed(() => chosen.has(slides.selectedId))
  const share = computed(() => {
    const values = map.value?.scores.base.values
    if (!values || values.length === 0) return undefined
    let cells = 0
    for (const value of values) if (value >= threshold.value) cells++
    return cells / values.length
  })

  const reset = () => chosen.delete(slides.selectedId)

  /** Loads the tissue map of the slide on screen, once. */
  async function load(): Promise<void> {
    const slideId = slides.selectedId
    if (!possible.value || loading.value || map.value?.slideId === slideId) return
    loading.value = true
    const { signal } = scope
    const found = await fetchScores(slideId)
    if (signal.aborted) return
    loading.value = false
    if (found)
      map.value = {
        slideId,
        scores: new Pyramid({
          cols: found.width,
          rows: found.height,
          values: Float32Array.from(found.scores)
        }),
        cell: found.cell,
        proposed: found.threshold
      }
    else shown.value = false
  }

  scope.each(() => {
    loading.value = false
    map.value = undefined
    shown.value = false
  })
  watch(shown, on => on && void load())

  return { map, loading, shown, possible, threshold, isChosen, share, reset, load }
})

const tissueColor = packed([24, 160, 190], 110)

/** Draws the tissue map over the main slide. */
export function useTissueLayer(stage: () => Stage | undefined, side: Side): void {
  if (side !== 'main') return
  const layer = new RasterLayer()
  const changed = useStageLayer(stage, layer, 'tissue')
  const slides = useSlides()
  const tissue = useTissue()
  watchEffect(() => {
    const { map, threshold, shown } = tissue
    const slide = slides.selected
    layer.show(
      shown && map && slide && map.slideId === slide.id
        ? {
            pyramid: map.scores,
            x: 0,
            y: 0,
            cellWidth: map.cell,
            cellHeight: map.cell,
            slide,
            opacity: 1,
            smooth: false,
            paint(values, pixels) {
              for (let index = 0; index < values.length; index++)
                pixels[index] = (values[index] as number) >= threshold ? tissueColor : 0
            }
          }
        : undefined
    )
    changed()
  })
}
