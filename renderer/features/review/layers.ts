import { computed, onScopeDispose, watchEffect } from 'vue'
import type { Region } from '../../../contract/region.ts'
import { area, length } from '../../core/format.ts'
import { useProblems } from '../../core/problems.ts'
import { useRuns } from '../../core/runs.ts'
import { useSettings } from '../../core/settings.ts'
import { useLibrary } from '../../core/slides.ts'
import { useStageLayer } from '../../stage/layer.ts'
import { texts } from '../../texts.ts'
import { FocusLayer } from '../../viewer/focuslayer.ts'
import { LabelLayer } from '../../viewer/labellayer.ts'
import { DrawingLayer } from '../../viewer/regions/drawinglayer.ts'
import { lookOf } from '../../viewer/regions/look.ts'
import { RegionLayer } from '../../viewer/regions/regionlayer.ts'
import type { Stage } from '../../viewer/stage.ts'
import { useClasses } from '../regions/classes.ts'
import { useDrawing } from '../regions/drawing.ts'
import { useEditing } from '../regions/editing.ts'
import { useRegions } from '../regions/regions.ts'
import { useQueue } from './queue.ts'
import { useReview } from './review.ts'

/** Adds the reviewer's labels and regions over a slide, as long as the calling scope lives. */
export function useReviewLayers(stage: () => Stage | undefined): void {
  // The frame clears the heatmap below it, so add it before the layers that must stay visible.
  followQueue(stage)
  followLabels(stage)
  followRegions(stage)
  followDrawing(stage)
}

function followLabels(stage: () => Stage | undefined): void {
  const layer = new LabelLayer()
  const changed = useStageLayer(stage, layer, 'labels')
  const library = useLibrary()
  const runs = useRuns()
  const review = useReview()
  const settings = useSettings()
  watchEffect(() => {
    const [slide, run, labels] = [library.selected, runs.current, review.labels]
    const { shows } = settings.values
    layer.show(
      slide && run && labels?.runId === run.id && shows !== 'model'
        ? { grid: run.grid, slide, ...labels, filled: shows === 'labels' }
        : undefined
    )
    changed()
  })
}

function followRegions(stage: () => Stage | undefined): void {
  const problems = useProblems()
  const layer = new RegionLayer(
    () => stage()?.refresh(),
    () => problems.add(texts.regions.title, { code: 'internal', message: texts.regions.slow })
  )
  onScopeDispose(() => layer.close())
  const changed = useStageLayer(stage, layer, 'regions')
  const runs = useRuns()
  const regions = useRegions()
  const editing = useEditing()
  const classes = useClasses()
  const resolution = computed(() => runs.current?.mpp ?? 0)
  // Saving replaces the region object itself, so this function need not change with it.
  const look = computed(() => {
    const mpp = resolution.value
    const known = new Map(classes.all.map(one => [one.id, one]))
    return (region: Region) =>
      lookOf(region, known.get(region.classId), {
        mpp,
        unsaved: regions.unsaved.has(region.id) || regions.edited?.id === region.id
      })
  })
  watchEffect(() => {
    layer.show(
      runs.current && {
        regions: regions.shown,
        selected: regions.selected,
        handle: editing.handle,
        editable: editing.subject !== undefined,
        look: look.value
      }
    )
    changed()
  })
  // Loads the regions in view as the view moves.
  watchEffect(() => {
    const over = stage()
    const view = over?.view.value
    if (!over || !view || !runs.current) return
    const { x: width, y: height } = over.viewer.viewport.getContainerSize()
    const reach = Math.hypot(width, height) / 2 / view.zoom
    regions.look(
      { minX: view.x - reach, minY: view.y - reach, maxX: view.x + reach, maxY: view.y + reach },
      1 / view.zoom
    )
  })
}

function followDrawing(stage: () => Stage | undefined): void {
  const layer = new DrawingLayer()
  const changed = useStageLayer(stage, layer, 'tools')
  const drawing = useDrawing()
  const classes = useClasses()
  watchEffect(() => {
    const over = stage()
    const [view, pointer] = [over?.view.value, over?.pointer.value]
    if (!over || !view || drawing.tool === 'select') layer.show(undefined)
    else {
      const { measures, tool } = drawing
      const place = drawing.byKeys ? view : pointer
      const sizes = [
        measures && measures.areaMm2 !== null && area(measures.areaMm2 * 1e6),
        measures && measures.lengthMm !== null && length(measures.lengthMm * 1000)
      ]
      layer.show({
        geometry: drawing.geometry,
        color: drawing.isMarking ? '#10222b' : (classes.chosen?.color ?? '#10222b'),
        text: drawing.isMarking ? '' : sizes.filter(Boolean).join(' '),
        cross: drawing.byKeys ? [view.x, view.y] : undefined,
        brush:
          place && (tool === 'brush' || tool === 'markBrush')
            ? { radius: drawing.brush / view.zoom, place: [place.x, place.y] }
            : undefined
      })
    }
    changed()
  })
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
