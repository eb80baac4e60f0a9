import { computed, onScopeDispose, watchEffect } from 'vue'
import { length } from '../../../contract/format.ts'
import type { Region } from '../../../contract/review/region.ts'
import { lengthOf } from '../../../geometry/points.ts'
import type { Side } from '../../core/features.ts'
import { useProblems } from '../../core/problems.ts'
import { useRuns } from '../../core/runs.ts'
import { useStageLayer } from '../../stage/layer.ts'
import { texts } from '../../texts.ts'
import { RegionLayer } from '../../viewer/regions/region-layer.ts'
import { styleOf } from '../../viewer/regions/region-style.ts'
import type { Stage } from '../../viewer/stage/stage.ts'
import { useClasses } from './classes.ts'
import { useEditing } from './editing.ts'
import { useRegions } from './regions.ts'

/** Draws the regions over the main slide, and loads those in view. */
export function useRegionLayer(stage: () => Stage | undefined, side: Side): void {
  if (side !== 'main') return
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
  const style = computed(() => {
    const mpp = resolution.value
    const known = new Map(classes.all.map(one => [one.id, one]))
    return (region: Region) => {
      const { id, classId, geometry, locked } = region
      const details: string[] = []
      if (geometry.type === 'line') details.push(length(lengthOf(geometry.points) * mpp))
      if (locked) details.push(texts.regions.lockedMark)
      if (regions.unsaved.has(id) || regions.edited?.id === id) details.push(texts.regions.unsaved)
      return styleOf(region, known.get(classId), details)
    }
  })
  watchEffect(() => {
    layer.show(
      runs.current && {
        regions: regions.shown,
        selected: regions.selected,
        handle: editing.handle,
        editable: editing.subject !== undefined,
        styleOf: style.value
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
