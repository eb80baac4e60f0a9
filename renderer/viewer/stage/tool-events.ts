import type OpenSeadragon from 'openseadragon'
import { Fingers } from './fingers.ts'
import type { PointerTool, ToolEvent } from './pointer-tool.ts'
import type { Stage } from './stage.ts'

type Gesture = Pick<OpenSeadragon.CanvasPressEvent, 'originalEvent'>

/**
 * Passes pointer events on a stage to the selected tool, and reports where the pointer is
 * once per frame. A finger that goes down may be the first of a pinch, so a tool gets it only once
 * it moves or is lifted; a second finger takes back what the first one began.
 * @returns a function that stops listening
 */
export function listenForTools(
  stage: Stage,
  tool: () => PointerTool | undefined,
  under: (at: PointerEvent | undefined) => void
): () => void {
  const { viewer } = stage
  const { container } = viewer
  let active: PointerTool | undefined
  /** A finger's press that no tool has got yet. */
  let waiting: { tool: PointerTool; event: ToolEvent } | undefined
  /** Whether a tool handled the last press: the end of its stroke must not flick the slide away. */
  let handled = false
  let frame = 0

  const eventOf = (original: ToolEvent['original']): ToolEvent | undefined => {
    const place = stage.toSlide(original)
    return place && { place, stage, original }
  }
  const of = (event: Gesture) => eventOf(event.originalEvent as PointerEvent)

  function begin(selected: PointerTool, event: ToolEvent): void {
    active = selected.press(event) ? selected : undefined
    handled = active !== undefined
  }
  function deliver(): void {
    const pressed = waiting
    waiting = undefined
    if (pressed) begin(pressed.tool, pressed.event)
  }
  function takeBack(): void {
    waiting = undefined
    if (active?.takeBack) active.takeBack()
    else active?.cancel?.()
    active = undefined
  }
  const fingers = new Fingers(container, takeBack)

  viewer.addHandler('canvas-press', event => {
    active = undefined
    handled = false
    waiting = undefined
    const [selected, toolEvent] = [tool(), of(event)]
    if (!selected || !toolEvent || fingers.count > 1) return
    if (fingers.count === 1) waiting = { tool: selected, event: toolEvent }
    else begin(selected, toolEvent)
  })
  viewer.addHandler('canvas-drag', event => {
    if (waiting?.tool.taps) waiting = undefined
    deliver()
    if (handled) event.preventDefaultAction = true
  })
  viewer.addHandler('canvas-drag-end', event => {
    if (handled) event.preventDefaultAction = true
  })
  viewer.addHandler('canvas-release', event => {
    deliver()
    const toolEvent = of(event)
    if (toolEvent) active?.release?.(toolEvent)
    active = undefined
  })
  viewer.addHandler('canvas-double-click', event => {
    const [selected, toolEvent] = [tool(), of(event)]
    if (!selected?.double || !toolEvent) return
    event.preventDefaultAction = true
    selected.double(toolEvent)
  })

  const move = (event: PointerEvent) => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => under(event))
    if (fingers.count > 1 || (fingers.count === 1 && !active)) return
    const toolEvent = tool()?.move && eventOf(event)
    if (toolEvent) tool()?.move?.(toolEvent)
  }
  const leave = () => {
    cancelAnimationFrame(frame)
    under(undefined)
  }
  container.addEventListener('pointermove', move)
  container.addEventListener('pointerleave', leave)
  return () => {
    cancelAnimationFrame(frame)
    fingers.close()
    container.removeEventListener('pointermove', move)
    container.removeEventListener('pointerleave', leave)
  }
}
