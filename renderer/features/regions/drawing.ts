import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef, watch } from 'vue'
import type { Geometry, RegionKind } from '../../../contract/region.ts'
import type { PatchLabel } from '../../../contract/review.ts'
import { useRuns } from '../../core/runs.ts'
import { useResult } from '../../stage/result.ts'
import { useStage } from '../../stage/stage.ts'
import { cellsIn } from '../../viewer/regions/cells.ts'
import { Drawing } from '../../viewer/regions/drawing.ts'
import { polygonsOf } from '../../viewer/regions/geometry.ts'
import { type MeasuredBy, measuresOf } from '../../viewer/regions/measure.ts'
import type { Point } from '../../viewer/regions/rings.ts'
import { useReview } from '../review/review.ts'
import { useRegions } from './regions.ts'

export const regionTools = [
  'rectangle',
  'polygon',
  'freehand',
  'ellipse',
  'brush',
  'point',
  'line'
] as const satisfies readonly RegionKind[]
/** Tools that label many patches at once. */
export const markTools = ['markBrush', 'markLasso'] as const
export type ToolName = 'select' | (typeof regionTools)[number] | (typeof markTools)[number]

/** Use of a drawn area: a new region, or added to or subtracted from the selected region. */
export const purposes = ['new', 'add', 'subtract'] as const
export type Purpose = (typeof purposes)[number]

const kindOf = (tool: ToolName): RegionKind =>
  tool === 'markBrush' ? 'brush' : tool === 'markLasso' || tool === 'select' ? 'freehand' : tool

/** The selected tool and the shape being drawn with it. */
export const useDrawing = defineStore('drawing', () => {
  const stage = useStage()
  const runs = useRuns()
  const result = useResult()
  const review = useReview()
  const regions = useRegions()
  const tool = ref<ToolName>('select')
  const purpose = ref<Purpose>('new')
  /** Radius in screen pixels. */
  const brush = ref(24)
  const label = ref<PatchLabel | 'none'>('negative')
  const drawing = shallowRef<Drawing>()
  /** Whether the user is drawing by keys, which place points at the centre of the view. */
  const byKeys = ref(false)

  const isMarking = computed(() => tool.value === 'markBrush' || tool.value === 'markLasso')
  const pixel = computed(() => 1 / (stage.view?.zoom ?? 1))
  const geometry = computed(() => drawing.value?.geometry)
  const measuredBy = computed<MeasuredBy | undefined>(() => {
    const run = runs.current
    const values = result.result?.run.id === run?.id ? result.result?.probabilities.base.values : undefined
    return run && values ? { run, values, threshold: review.threshold } : undefined
  })
  /** Measurements of the shape being drawn or edited. */
  const measures = computed(() => {
    const shape = geometry.value ?? regions.edited?.geometry
    return shape && measuredBy.value ? measuresOf(shape, measuredBy.value) : undefined
  })
  /** The region that a drawn area is added to or subtracted from. */
  const target = computed(() => {
    const [only, other] = regions.selected
    return only && !other && !only.locked && polygonsOf(only.geometry).length > 0 ? only : undefined
  })

  function choose(next: ToolName): void {
    cancel()
    tool.value = next
  }

  function cancel(): void {
    drawing.value = undefined
  }

  /**
   * Applies a step to the drawing. Starts a drawing if there is none, and completes one that has
   * ended.
   */
  function draw(step: (drawing: Drawing) => void): void {
    if (tool.value === 'select' || review.signed) return
    drawing.value ??= new Drawing(kindOf(tool.value), {
      pixel: pixel.value,
      brush: brush.value * pixel.value
    })
    step(drawing.value)
    if (drawing.value.ended) complete()
    else if (!drawing.value.begun) drawing.value = undefined
    else triggerRef(drawing)
  }

  function press(place: Point): void {
    byKeys.value = false
    draw(drawing => drawing.press(place))
  }
  /** Places a point by key, at the centre of the view. */
  function put(): void {
    const { view } = stage
    if (!view) return
    byKeys.value = true
    draw(drawing => drawing.put([view.x, view.y]))
  }
  function move(place: Point): void {
    if (drawing.value) draw(drawing => drawing.move(place))
  }
  function release(place: Point): void {
    if (drawing.value) draw(drawing => drawing.release(place))
  }
  function back(): boolean {
    const has = drawing.value !== undefined
    if (has) draw(drawing => drawing.back())
    return has
  }
  function finish(): boolean {
    const has = drawing.value !== undefined
    if (has) draw(drawing => drawing.finish())
    return has
  }

  function complete(): void {
    const [done, kind] = [drawing.value?.completed, drawing.value?.kind]
    drawing.value = undefined
    if (!done || !kind) return
    if (isMarking.value) mark(done)
    else if (purpose.value === 'new' || polygonsOf(done).length === 0) void regions.add(kind, done)
    else if (target.value && purpose.value === 'add') void regions.merge(target.value, { geometry: done })
    else if (target.value) void regions.subtract(target.value, { geometry: done })
  }

  /** Labels every patch whose centre lies in the painted or encircled area. */
  function mark(area: Geometry): void {
    const [run, values] = [runs.current, result.result?.probabilities.base.values]
    if (!run || !values) return
    const cells = cellsIn(polygonsOf(area), run.grid, values)
    void review.label(cells, label.value === 'none' ? null : label.value)
  }

  watch([() => runs.current?.id, () => review.signed], () => {
    cancel()
    tool.value = 'select'
  })
  // While drawing by keys, panning the slide moves the cross over it.
  watch(
    () => stage.view,
    view => {
      if (byKeys.value && view) move([view.x, view.y])
    }
  )
  // Without a region to change, a drawn area always becomes a new region.
  watch(target, region => {
    if (!region) purpose.value = 'new'
  })

  return {
    tool,
    purpose,
    brush,
    label,
    drawing,
    byKeys,
    geometry,
    measures,
    measuredBy,
    target,
    isMarking,
    choose,
    cancel,
    press,
    put,
    move,
    release,
    back,
    finish
  }
})
