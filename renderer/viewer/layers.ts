import { watchEffect } from 'vue'
import { useLibrary } from '../stores/library.ts'
import { useResult } from '../stores/result.ts'
import { useRuns } from '../stores/runs.ts'
import { useSettings } from '../stores/settings.ts'
import { useTissue } from '../stores/tissue.ts'
import { lookupTable, packed } from './colors.ts'
import { OutlineLayer } from './outlinelayer.ts'
import { rasterOrigin } from './places.ts'
import { paintProbabilities } from './raster.ts'
import { type RasterContent, RasterLayer } from './rasterlayer.ts'
import type { Stage } from './stage.ts'
import { outlineOf, verdictColors, verdicts } from './truth.ts'
import { useStageLayer } from './usestagelayer.ts'

export const failedColor = [196, 0, 140] as const
const tissueColor = packed([24, 160, 190], 110)

/** What lies over a slide and follows the stores, as long as the calling scope lives. */
export function useLayers(stage: () => Stage | undefined): void {
  const tissue = new RasterLayer()
  const heatmap = new RasterLayer()
  const outline = new OutlineLayer()
  followTissue(tissue, useStageLayer(stage, tissue, 'tissue'))
  followResult(heatmap, useStageLayer(stage, heatmap, 'heatmap'))
  followTruth(outline, useStageLayer(stage, outline, 'truth'))
}

function followTissue(layer: RasterLayer, changed: () => void): void {
  const library = useLibrary()
  const tissue = useTissue()
  watchEffect(() => {
    const { map, threshold, shown } = tissue
    const slide = library.selected
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

/** Probabilities, or the verdicts against the ground truth in their place. */
function followResult(layer: RasterLayer, changed: () => void): void {
  const library = useLibrary()
  const runs = useRuns()
  const { values: settings } = useSettings()
  const store = useResult()
  const verdictWords = verdicts.map(verdict =>
    packed(verdictColors[verdict], verdict === 'trueNegative' ? 70 : 255)
  )
  watchEffect(() => {
    const slide = library.selected
    const { result } = store
    if (!settings.heatmap || !slide || result?.run.slideId !== slide.id) layer.show(undefined)
    else {
      const { grid } = result.run
      const place: Omit<RasterContent, 'pyramid' | 'paint'> = {
        ...rasterOrigin(grid),
        cellWidth: grid.stride,
        cellHeight: grid.stride,
        slide,
        opacity: settings.opacity,
        smooth: settings.smooth
      }
      const said = settings.truth === 'verdicts' ? store.verdicts : undefined
      if (said)
        layer.show({
          ...place,
          smooth: false,
          pyramid: said.pyramid,
          paint(values, pixels) {
            for (let index = 0; index < values.length; index++)
              pixels[index] = verdictWords[values[index] as number] ?? 0
          }
        })
      else {
        const look = {
          table: lookupTable(settings.map),
          threshold: runs.threshold,
          below: settings.below,
          failed: packed(failedColor, 255)
        }
        layer.show({
          ...place,
          pyramid: result.probabilities,
          paint: (values, pixels) => paintProbabilities(values, pixels, look)
        })
      }
    }
    changed()
  })
}

function followTruth(layer: OutlineLayer, changed: () => void): void {
  const { values: settings } = useSettings()
  const runs = useRuns()
  const store = useResult()
  watchEffect(() => {
    const grid = runs.current?.grid
    const { truth } = store
    layer.show(
      settings.truth === 'outline' && truth && grid && truth.runId === runs.current?.id
        ? { lines: outlineOf(truth.values, grid.cols, grid.rows), ...rasterOrigin(grid), cell: grid.stride }
        : undefined
    )
    changed()
  })
}
