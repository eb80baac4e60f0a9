import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { area, length } from '../../../contract/format.ts'
import type { Geometry, RegionKind } from '../../../contract/review/region.ts'
import { type MeasuredBy, measuresOf } from '../../../geometry/measures.ts'
import { hasArea } from '../../../geometry/shape.ts'
import { useRuns } from '../../core/runs.ts'
import { useSlides } from '../../core/slides.ts'
import { type DrawTool, useDrawing } from '../../stage/drawing.ts'
import { useResult } from '../../stage/result.ts'
import { useReview } from '../review/index.ts'
import { useClasses } from './classes.ts'
import { useRegions } from './regions.ts'

/** The tools in the order of their buttons. `select` draws nothing. */
export const toolNames = [
  'select',
  'rectangle',
  'polygon',
  'freehand',
  'ellipse',
  'brush',
  'point',
  'line'
] as const satisfies readonly (RegionKind | 'select')[]
export type ToolName = (typeof toolNames)[number]

/** Use of a drawn area: a new region, or added to or subtracted from the selected region. */
export const purposes = ['new', 'add', 'subtract'] as const
export type Purpose = (typeof purposes)[number]

const defaultColor = '#10222b'

/** The tools that draw regions, and what a drawn shape becomes. */
export const useRegionTools = defineStore('regionTools', () => {
  const runs = useRuns()
  const slides = useSlides()
  const result = useResult()
  const review = useReview()
  const regions = useRegions()
  const classes = useClasses()
  const drawing = useDrawing()
  const purpose = ref<Purpose>('new')

  const measuredBy = computed<MeasuredBy | undefined>(() => {
    const run = runs.current
    const values = result.result?.run.id === run?.id ? result.result?.probabilities.base.values : undefined
    const slide = slides.selected
    return run && slide && values ? { run, slide, values, threshold: review.threshold } : undefined
  })
  /** Measurements of the shape being drawn or edited. */
  const measures = computed(() => {
    const shape = drawing.geometry ?? regions.edited?.geometry
    return shape && measuredBy.value ? measuresOf(shape, measuredBy.value) : undefined
  })
  /** The region that a drawn area is added to or subtracted from. */
  const target = computed(() => {
    const [only, other] = regions.selected
    return only && !other && !only.locked && hasArea(only.geometry) ? only : undefined
  })

  function complete(kind: RegionKind, geometry: Geometry): void {
    if (purpose.value === 'new' || !hasArea(geometry)) void regions.add(kind, geometry)
    else if (target.value && purpose.value === 'add') void regions.merge(target.value, { geometry })
    else if (target.value) void regions.subtract(target.value, { geometry })
  }

  function sizes(): string {
    const { areaMm2 = null, lengthMm = null } = measures.value ?? {}
    return [areaMm2 !== null && area(areaMm2 * 1e6), lengthMm !== null && length(lengthMm * 1000)]
      .filter(Boolean)
      .join(' ')
  }

  const tools = new Map(
    toolNames
      .filter(name => name !== 'select')
      .map((kind): [ToolName, DrawTool] => [
        kind,
        {
          kind,
          allowed: () => !review.signed,
          color: () => classes.chosen?.color ?? defaultColor,
          label: sizes,
          complete: geometry => complete(kind, geometry)
        }
      ])
  )
  /** The tool in use; undefined for a tool of another feature. */
  const current = computed<ToolName | undefined>(() =>
    drawing.tool === undefined ? 'select' : [...tools].find(([, tool]) => tool === drawing.tool)?.[0]
  )

  const choose = (name: ToolName, byKey: boolean) => drawing.chooseAndFocus(tools.get(name), byKey)

  // Without a region to change, a drawn area always becomes a new region.
  watch(target, region => {
    if (!region) purpose.value = 'new'
  })

  return { purpose, measures, target, current, choose }
})
