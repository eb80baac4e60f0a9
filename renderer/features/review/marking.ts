import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Geometry } from '../../../contract/review/region.ts'
import type { PatchLabel } from '../../../contract/review/review.ts'
import { cellsIn } from '../../../geometry/cells.ts'
import { useRuns } from '../../core/runs.ts'
import { useSettings } from '../../core/settings.ts'
import { type DrawTool, useDrawing } from '../../stage/drawing.ts'
import { useResult } from '../../stage/result.ts'
import { useReview } from './review.ts'

/** Tools that label many patches at once. */
export const markTools = ['markBrush', 'markLasso'] as const
export type MarkTool = (typeof markTools)[number]

/** Labels all patches in an area that the user paints or encircles. */
export const useMarking = defineStore('marking', () => {
  const runs = useRuns()
  const result = useResult()
  const review = useReview()
  const drawing = useDrawing()
  const settings = useSettings()
  /** The label that the patches get; `none` clears their labels. */
  const label = ref<PatchLabel | 'none'>('negative')

  /** Labels every patch whose centre lies in the area. */
  function complete(area: Geometry): void {
    const [run, values] = [runs.current, result.result?.probabilities.base.values]
    if (!run || !values) return
    const cells = cellsIn(area, run.grid, values)
    void review.label(cells, label.value === 'none' ? null : label.value)
  }

  const shared = { allowed: () => !review.signed, color: () => '#10222b', complete }
  const tools: Record<MarkTool, DrawTool> = {
    markBrush: { ...shared, kind: 'brush' },
    markLasso: { ...shared, kind: 'freehand' }
  }
  const current = computed(() => markTools.find(name => tools[name] === drawing.tool))

  /** Selects the tool, or deselects it. */
  function toggle(name: MarkTool, byKey: boolean): void {
    const next = current.value === name ? undefined : tools[name]
    // Painting must leave a trace.
    if (next && settings.values.shows === 'model') settings.values.shows = 'both'
    drawing.chooseAndFocus(next, byKey)
  }

  return { label, current, toggle }
})
