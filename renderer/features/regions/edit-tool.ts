import { computed, watch, watchEffect } from 'vue'
import { useRuns } from '../../core/runs.ts'
import { useSettings } from '../../core/settings.ts'
import { useStage } from '../../stage/stage.ts'
import { cellAt } from '../../viewer/places.ts'
import { hits } from '../../viewer/regions/geometry.ts'
import type { Point } from '../../viewer/regions/rings.ts'
import type { PointerTool, ToolEvent } from '../../viewer/tools.ts'
import { useQueue } from '../review/queue.ts'
import { useDrawing } from './drawing.ts'
import { useEditing } from './editing.ts'
import { useRegions } from './regions.ts'

/** Screen pixels within which the pointer hits a corner or a line. */
const reachPixels = 9
/** A press that moves less than this many screen pixels is a click. */
const clickPixels = 4

const placeOf = ({ place }: ToolEvent): Point => [place.x, place.y]
const reachOf = ({ stage }: ToolEvent) => reachPixels / (stage.view.value?.zoom ?? 1)

/** Chooses the pointer tool for the review: draw, mark, edit regions or pick a patch. */
export function useTools(): void {
  const stages = useStage()
  const settings = useSettings()
  const drawing = useDrawing()
  const runs = useRuns()
  const tools = { draw: useDrawTool(), edit: useEditTool(), pick: usePickTool() }
  const own: readonly (PointerTool | undefined)[] = [undefined, ...Object.values(tools)]
  const wanted = computed(() => {
    const { panelTab, panelOpen } = settings.values
    if (!panelOpen || runs.current?.status !== 'done') return undefined
    if (panelTab !== 'review' && panelTab !== 'regions') return undefined
    if (drawing.tool !== 'select') return tools.draw
    return panelTab === 'regions' ? tools.edit : tools.pick
  })
  // Any other tool, such as the ruler, stays until it is put down or a drawing tool is chosen.
  watchEffect(() => {
    if (own.includes(stages.tool)) stages.take(wanted.value)
  })
  watch(
    () => drawing.tool,
    tool => tool !== 'select' && stages.take(wanted.value)
  )
}

function useDrawTool(): PointerTool {
  const stages = useStage()
  const drawing = useDrawing()
  return {
    cursor: 'crosshair',
    press(event) {
      if (event.stage !== stages.main) return false
      drawing.press(placeOf(event))
      return true
    },
    move(event) {
      drawing.byKeys = false
      drawing.move(placeOf(event))
    },
    release: event => drawing.release(placeOf(event)),
    double: () => void drawing.finish(),
    cancel: drawing.cancel
  }
}

/** Calls `then` on pointer up unless the pointer has moved, so that dragging still pans. */
function afterClick({ original }: ToolEvent, then: () => void): void {
  const up = (event: PointerEvent) => {
    const moved = Math.hypot(event.clientX - original.clientX, event.clientY - original.clientY)
    if (moved < clickPixels) then()
  }
  // Capture phase, because OpenSeadragon stops the event from bubbling.
  window.addEventListener('pointerup', up, { capture: true, once: true })
}

function usePickTool(): PointerTool {
  const stages = useStage()
  const runs = useRuns()
  const queue = useQueue()
  return {
    cursor: 'default',
    press(event) {
      const run = runs.current
      const cell = run && cellAt(run.grid, event.place.x, event.place.y)
      if (cell && event.stage === stages.main) afterClick(event, () => queue.pick(cell.row, cell.col))
      return false
    }
  }
}

function useEditTool(): PointerTool {
  const stages = useStage()
  const regions = useRegions()
  const editing = useEditing()
  /** Returns the smallest region at a point, so that a region inside another can be selected. */
  function at(place: Point, reach: number): string | undefined {
    const extent = ({ minX, minY, maxX, maxY }: { minX: number; minY: number; maxX: number; maxY: number }) =>
      (maxX - minX) * (maxY - minY)
    return [...regions.shown.values()]
      .filter(({ bounds }) => {
        const { minX, minY, maxX, maxY } = bounds
        const [x, y] = place
        return x >= minX - reach && y >= minY - reach && x <= maxX + reach && y <= maxY + reach
      })
      .filter(({ geometry }) => hits(geometry, place, reach))
      .sort((a, b) => extent(a.bounds) - extent(b.bounds))[0]?.id
  }
  return {
    cursor: 'default',
    press(event) {
      if (event.stage !== stages.main) return false
      const [place, reach] = [placeOf(event), reachOf(event)]
      const { subject } = editing
      const holds =
        subject &&
        (editing.handleAt(subject, place, reach) !== undefined || hits(subject.geometry, place, reach))
      const more = event.original.shiftKey || event.original.ctrlKey || event.original.metaKey
      if (holds && !more) {
        editing.grab(place, reach)
        afterClick(event, () => regions.choose(at(place, reach)))
        return true
      }
      afterClick(event, () => regions.choose(at(place, reach), more))
      return false
    },
    move(event) {
      editing.follow(placeOf(event))
    },
    release: () => editing.drop(),
    double(event) {
      if (!editing.addCornerAt(placeOf(event), reachOf(event))) event.stage.zoomBy(2)
    },
    cancel: editing.cancel
  }
}
