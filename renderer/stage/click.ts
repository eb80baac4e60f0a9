import type { ToolEvent } from '../viewer/stage/pointer-tool.ts'

/** A press that moves less than this many screen pixels is a click. */
const clickPixels = 4

/** Calls `then` on pointer up unless the pointer has moved, so that dragging still pans. */
export function afterClick({ original }: ToolEvent, then: () => void): void {
  const up = (event: PointerEvent) => {
    const moved = Math.hypot(event.clientX - original.clientX, event.clientY - original.clientY)
    if (moved < clickPixels) then()
  }
  // Capture phase, because OpenSeadragon stops the event from bubbling.
  window.addEventListener('pointerup', up, { capture: true, once: true })
}
