import { computed, shallowRef, watchEffect } from 'vue'
import { sparseTissue } from '../../../geometry/sparse-tissue.ts'
import type { Side } from '../../core/features.ts'
import { useRuns } from '../../core/runs.ts'
import { scopeOf } from '../../core/scope.ts'
import { useSettings } from '../../core/settings.ts'
import { useSlides } from '../../core/slides.ts'
import { useStageLayer } from '../../stage/layer.ts'
import { useResult } from '../../stage/result.ts'
import { HatchLayer } from '../../viewer/layers/hatch-layer.ts'
import { leftOutColor } from '../../viewer/raster/colors.ts'
import { Pyramid } from '../../viewer/raster/raster.ts'
import type { Stage } from '../../viewer/stage/stage.ts'
import { type TissueScores, useTissueScores } from './tissue-scores.ts'

/** Hatches the tissue that the analysis on screen left out for want of tissue in its patches. */
export function useLeftOutLayer(stage: () => Stage | undefined, side: Side): void {
  if (side !== 'main') return
  const layer = new HatchLayer(leftOutColor)
  const changed = useStageLayer(stage, layer, 'tissue')
  const { values: settings } = useSettings()
  const slides = useSlides()
  const store = useResult()
  const scores = useScores()
  const pyramid = computed(() => {
    const [map, result] = [scores.value, store.result]
    const threshold = result?.run.parameters.tissueThreshold ?? null
    if (!map || !result || threshold === null || result.run.slideId !== map.slideId) return undefined
    const { values } = result.probabilities.base
    const { grid } = result.run
    const planned = (row: number, col: number) => !Number.isNaN(values[row * grid.cols + col])
    const mask = sparseTissue(map, threshold, grid, planned)
    const hatched = Float32Array.from(mask, cell => (cell === 0 ? Number.NaN : 1))
    return new Pyramid({ cols: map.width, rows: map.height, values: hatched })
  })
  watchEffect(() => {
    const [shown, map, slide] = [pyramid.value, scores.value, slides.selected]
    layer.show(
      settings.heatmap && shown && map && slide?.id === map.slideId
        ? {
            pyramid: shown,
            x: 0,
            y: 0,
            cellWidth: map.cell,
            cellHeight: map.cell,
            slide
          }
        : undefined
    )
    changed()
  })
}

/** Loads the tissue scores once a finished analysis that left tissue out is on screen. */
function useScores() {
  const runs = useRuns()
  const slides = useSlides()
  const found = shallowRef<TissueScores>()
  const wanted = computed(() => {
    const [run, slide] = [runs.current, slides.selected]
    const some = run?.status === 'done' && (run.tissue.sparseMm2 ?? 0) > 0
    return some && slide && !slide.missing && slide.id === run.slideId ? slide.id : undefined
  })
  const scope = scopeOf(() => wanted.value)
  const load = useTissueScores(scope)
  scope.each(() => {
    const slideId = wanted.value
    if (slideId === undefined || found.value?.slideId === slideId) return
    found.value = undefined
    void load(slideId, scores => {
      found.value = scores
    })
  })
  return found
}
