import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef, watch, watchEffect } from 'vue'
import type { Geometry, RegionKind } from '../../contract/review/region.ts'
import type { Point } from '../../geometry/points.ts'
import { useRuns } from '../core/runs.ts'
import { Drawing } from '../viewer/regions/drawing.ts'
import { DrawingLayer } from '../viewer/regions/drawing-layer.ts'
import type { PointerTool, ToolEvent } from '../viewer/stage/pointer-tool.ts'
import type { Stage } from '../viewer/stage/stage.ts'
import { useStageLayer } from './layer.ts'
import { useStage } from './stage.ts'

/** A tool that draws a shape on the main slide. Features define them. */
export interface DrawTool {
  /** How the shape is drawn. */
  kind: RegionKind
  /** Whether the tool may be used now. Otherwise it is put down. */
  allowed(): boolean
  color(): string
  /** Text next to the shape being drawn. */
  label?(): string
  /** Receives the finished shape. */
  complete(geometry: Geometry): void
}

/** The drawing tool in use, and the shape being drawn with it. */
export const useDrawing = defineStore('drawing', () => {
  const stage = useStage()
  const runs = useRuns()
  const tool = shallowRef<DrawTool>()
  /** Radius in screen pixels. */
  const brush = ref(24)
  const drawing = shallowRef<Drawing>()
  /** Whether the user is drawing by keys, which place points at the centre of the view. */
  const byKeys = ref(false)
  const geometry = computed(() => drawing.value?.geometry)
  const pixel = computed(() => 1 / (stage.view?.zoom ?? 1))

  function choose(next: DrawTool | undefined): void {
    cancel()
    tool.value = next
  }

  /**
   * Chooses a tool and focuses the slide, so that a drawing key does not press the tool's button
   * again.
   */
  function chooseAndFocus(next: DrawTool | undefined, byKey: boolean): void {
    choose(next)
    byKeys.value = byKey && next !== undefined
    stage.main?.viewer.canvas.focus()
  }

  function cancel(): void {
    drawing.value = undefined
  }

  /**
   * Applies a step to the drawing. Starts a drawing if there is none, and completes one that has
   * ended.
   */
  function draw(step: (drawing: Drawing) => void): void {
    if (!tool.value?.allowed()) return
    drawing.value ??= new Drawing(tool.value.kind, {
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
    const done = drawing.value?.completed
    drawing.value = undefined
    if (done) tool.value?.complete(done)
  }

  watch([() => runs.current?.id, () => tool.value?.allowed() === false], () => choose(undefined))
  // While drawing by keys, panning the slide moves the cross over it.
  watch(
    () => stage.view,
    view => {
      if (byKeys.value && view) move([view.x, view.y])
    }
  )

  return {
    tool,
    brush,
    drawing,
    byKeys,
    geometry,
    choose,
    chooseAndFocus,
    cancel,
    press,
    put,
    move,
    release,
    back,
    finish
  }
})

/** Shapes made of single points. A finger places each by a tap, and pans in between. */
const tapped: ReadonlySet<RegionKind> = new Set(['point', 'polygon', 'line'])

const placeOf = ({ place }: ToolEvent): Point => [place.x, place.y]

/** Draws with the pointer on the main slide. */
export function useDrawPointer(): PointerTool {
  const stages = useStage()
  const drawing = useDrawing()
  return {
    cursor: 'crosshair',
    get taps() {
      return drawing.tool !== undefined && tapped.has(drawing.tool.kind)
    },
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
    takeBack: () => void drawing.back(),
    cancel: drawing.cancel
  }
}

/** Shows the shape being drawn, the brush and, while drawing by keys, a cross. */
export function useDrawingLayer(stage: () => Stage | undefined): void {
  const layer = new DrawingLayer()
  const changed = useStageLayer(stage, layer, 'tools')
  const drawing = useDrawing()
  watchEffect(() => {
    const over = stage()
    const [view, pointer] = [over?.view.value, over?.pointer.value]
    const { tool } = drawing
    if (!over || !view || !tool) layer.show(undefined)
    else {
      const place = drawing.byKeys ? view : pointer
      layer.show({
        geometry: drawing.geometry,
        color: tool.color(),
        text: tool.label?.() ?? '',
        cross: drawing.byKeys ? [view.x, view.y] : undefined,
        brush:
          place && tool.kind === 'brush'
            ? { radius: drawing.brush / view.zoom, place: [place.x, place.y] }
            : undefined
      })
    }
    changed()
  })
}
