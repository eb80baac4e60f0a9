import type OpenSeadragon from 'openseadragon'
import type { PointerTool, ToolEvent } from './pointer-tool.ts'
import type { Point, Stage } from './stage.ts'

type Gesture = Pick<OpenSeadragon.CanvasPressEvent, 'originalEvent'>

/**
 * Passes pointer events on a stage to the selected tool, and reports the point under the pointer
 * once per frame.
 * @returns a function that stops listening
 */
export function listenForTools(
  stage: Stage,
  tool: () => PointerTool | undefined,
  under: (place: Point | undefined) => void
): () => void {
  const { viewer } = stage
  let taken: PointerTool | undefined
  let frame = 0

  const told = (original: ToolEvent['original']): ToolEvent | undefined => {
    const place = stage.toSlide(original)
    return place && { place, stage, original }
  }
  const of = (event: Gesture) => told(event.originalEvent as PointerEvent)

  viewer.addHandler('canvas-press', event => {
    const inHand = tool()
    const said = of(event)
    taken = inHand && said && inHand.press(said) ? inHand : undefined
  })
  viewer.addHandler('canvas-drag', event => {
    if (taken) event.preventDefaultAction = true
  })
  viewer.addHandler('canvas-drag-end', event => {
    if (taken) event.preventDefaultAction = true
  })
  viewer.addHandler('canvas-release', event => {
    const said = of(event)
    if (said) taken?.release?.(said)
    taken = undefined
  })
  viewer.addHandler('canvas-double-click', event => {
    const inHand = tool()
    const said = of(event)
    if (!inHand?.double || !said) return
    event.preventDefaultAction = true
    inHand.double(said)
  })

  const move = (event: PointerEvent) => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => under(stage.toSlide(event)))
    const said = tool()?.move && told(event)
    if (said) tool()?.move?.(said)
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
