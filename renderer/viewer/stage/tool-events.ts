import type OpenSeadragon from 'openseadragon'
import type { PointerTool, ToolEvent } from './pointer-tool.ts'
import type { Position, Stage } from './stage.ts'

type Gesture = Pick<OpenSeadragon.CanvasPressEvent, 'originalEvent'>

/**
 * Passes pointer events on a stage to the selected tool, and reports the point under the pointer
 * once per frame.
 * @returns a function that stops listening
 */
export function listenForTools(
  stage: Stage,
  tool: () => PointerTool | undefined,
  under: (place: Position | undefined) => void
): () => void {
  const { viewer } = stage
  let active: PointerTool | undefined
  let frame = 0

  const eventOf = (original: ToolEvent['original']): ToolEvent | undefined => {
    const place = stage.toSlide(original)
    return place && { place, stage, original }
  }
  const of = (event: Gesture) => eventOf(event.originalEvent as PointerEvent)

  viewer.addHandler('canvas-press', event => {
    const selected = tool()
    const toolEvent = of(event)
    active = selected && toolEvent && selected.press(toolEvent) ? selected : undefined
  })
  viewer.addHandler('canvas-drag', event => {
    if (active) event.preventDefaultAction = true
  })
  viewer.addHandler('canvas-drag-end', event => {
    if (active) event.preventDefaultAction = true
  })
  viewer.addHandler('canvas-release', event => {
    const toolEvent = of(event)
    if (toolEvent) active?.release?.(toolEvent)
    active = undefined
  })
  viewer.addHandler('canvas-double-click', event => {
    const selected = tool()
    const toolEvent = of(event)
    if (!selected?.double || !toolEvent) return
    event.preventDefaultAction = true
    selected.double(toolEvent)
  })

  const move = (event: PointerEvent) => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => under(stage.toSlide(event)))
    const toolEvent = tool()?.move && eventOf(event)
    if (toolEvent) tool()?.move?.(toolEvent)
  }
  const leave = () => {
    cancelAnimationFrame(frame)
    under(undefined)
  }
  const { container } = viewer
  container.addEventListener('pointermove', move)
  container.addEventListener('pointerleave', leave)
  return () => {
    cancelAnimationFrame(frame)
    container.removeEventListener('pointermove', move)
    container.removeEventListener('pointerleave', leave)
  }
}
