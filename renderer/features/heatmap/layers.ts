import { computed, watchEffect } from 'vue'
import type { Slide } from '../../../contract/slides/slide.ts'
import { rasterOrigin } from '../../../geometry/grid.ts'
import type { Side } from '../../core/features.ts'
import { useRuns } from '../../core/runs.ts'
import { useSettings } from '../../core/settings.ts'
import { useSlides } from '../../core/slides.ts'
import { useStageLayer } from '../../stage/layer.ts'
import { useResult } from '../../stage/result.ts'
import type { Result } from '../../stage/run-grid.ts'
import { useSplitView } from '../../stage/split-view.ts'
import { OutlineLayer } from '../../viewer/layers/outline-layer.ts'
import { type RasterContent, RasterLayer } from '../../viewer/layers/raster-layer.ts'
import { agreementColors, agreements, outlineLines } from '../../viewer/raster/agreement.ts'
import { colorTablesOf, differenceTables, failedColor, packed } from '../../viewer/raster/colors.ts'
import {
  type ColorTables,
  failedValue,
  type Pyramid,
  paintProbabilities
} from '../../viewer/raster/raster.ts'
import type { Stage } from '../../viewer/stage/stage.ts'
import { useReview } from '../review/index.ts'
import { useAgreement } from './agreement.ts'
import { useComparison } from './comparison.ts'

type Paint = RasterContent['paint']
type Shown = Pick<RasterContent, 'pyramid' | 'paint'> & { sharp?: boolean }

/** Adds the heatmap over a slide; over the main slide also what its patches are marked with. */
export function useHeatmapLayers(stage: () => Stage | undefined, side: Side): void {
  if (side === 'main') useMainLayers(stage)
  else useSecondLayer(stage)
}

function useMainLayers(stage: () => Stage | undefined): void {
  const outline = new OutlineLayer({ color: '#7df9c9', dash: [] })
  const flags = new OutlineLayer({ color: '#ffd23f', dash: [2, 5] })
  followTruth(outline, useStageLayer(stage, outline, 'truth'))
  followFlags(flags, useStageLayer(stage, flags, 'truth'))

  const slides = useSlides()
  const store = useResult()
  const runs = useRuns()
  const compare = useComparison()
  const settings = useSettings()
  const probabilities = useProbabilities(
    () => store.result,
    () => runs.threshold
  )
  const review = useReview()
  const agreement = useAgreement()
  const labelsAlone = () =>
    settings.values.shows === 'labels' &&
    review.labels !== undefined &&
    review.labels.runId === runs.current?.id
  const difference = computed<Shown | undefined>(() => {
    const { difference, least } = compare
    return difference && { pyramid: difference.pyramid, paint: painter(differenceTables(least, failedColor)) }
  })
  const errors = computed<Shown | undefined>(() => {
    const wanted = agreement.cells
    return wanted && { pyramid: wanted.pyramid, paint: paintVerdicts, sharp: true }
  })
  useHeatmap(
    stage,
    () => slides.selected,
    () => store.result,
    () => (labelsAlone() ? undefined : (difference.value ?? errors.value ?? probabilities.value))
  )
}

function useSecondLayer(stage: () => Stage | undefined): void {
  const compare = useComparison()
  const split = useSplitView()
  const runs = useRuns()
  const result = () => compare.result
  const probabilities = useProbabilities(result, () => (compare.run ? runs.thresholdOf(compare.run) : 0.5))
  useHeatmap(
    stage,
    () => split.slide,
    result,
    () => probabilities.value
  )
}

const painter =
  (tables: ColorTables): Paint =>
  (values, pixels) =>
    paintProbabilities(values, pixels, tables)

const failedWord = packed(failedColor, 255)
const agreementWords = agreements.map(kind =>
  packed(agreementColors[kind], kind === 'trueNegative' ? 70 : 255)
)
const paintVerdicts: Paint = (values, pixels) => {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    // An overview encodes a failure next to other cells as −1 − index (raster.ts). Only a false
    // positive or false negative hides the failure.
    pixels[index] =
      value <= failedValue && -1 - value < 2 ? failedWord : (agreementWords[Math.max(value, -1 - value)] ?? 0)
  }
}

/** Paints a run's probabilities in the colours that the user chose. */
function useProbabilities(result: () => Result | undefined, threshold: () => number) {
  const { values: settings } = useSettings()
  const paint = computed(() => painter(colorTablesOf(settings.map, threshold(), settings.below, failedColor)))
  const pyramid = computed<Pyramid | undefined>(() => result()?.probabilities.pooledBy(settings.pooling))
  return computed<Shown | undefined>(() => pyramid.value && { pyramid: pyramid.value, paint: paint.value })
}

function useHeatmap(
  stage: () => Stage | undefined,
  slideOf: () => Slide | undefined,
  resultOf: () => Result | undefined,
  shown: () => Shown | undefined
): void {
  const { values: settings } = useSettings()
  const layer = new RasterLayer()
  const changed = useStageLayer(stage, layer, 'heatmap')
  watchEffect(() => {
    const [slide, result, what] = [slideOf(), resultOf(), shown()]
    if (!settings.heatmap || !slide || !what || result?.run.slideId !== slide.id) layer.show(undefined)
    else {
      const { grid } = result.run
      layer.show({
        ...rasterOrigin(grid),
        cellWidth: grid.stride,
        cellHeight: grid.stride,
        slide,
        opacity: settings.opacity,
        smooth: settings.smooth && !what.sharp,
        pyramid: what.pyramid,
        paint: what.paint
      })
    }
    changed()
  })
}

/** Outlines patches with a quality flag while the heatmap is shown. */
function followFlags(layer: OutlineLayer, changed: () => void): void {
  const { values: settings } = useSettings()
  const runs = useRuns()
  const store = useResult()
  watchEffect(() => {
    const grid = runs.current?.grid
    const { flags } = store
    layer.show(
      settings.heatmap && flags && grid && flags.runId === runs.current?.id
        ? {
            lines: outlineLines(
              Int8Array.from(flags.values, flag => (flag > 0 ? 1 : 0)),
              grid.cols,
              grid.rows
            ),
            ...rasterOrigin(grid),
            cell: grid.stride
          }
        : undefined
    )
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
        ? {
            lines: outlineLines(truth.values, grid.cols, grid.rows),
            ...rasterOrigin(grid),
            cell: grid.stride
          }
        : undefined
    )
    changed()
  })
}
