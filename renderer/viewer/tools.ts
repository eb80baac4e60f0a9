import type { Point, Stage } from './stage.ts'

/** What a pointer does on the slide. */
export interface ToolEvent {
  /** Level-0 pixels. */
  place: Point
  /** Where it happens: in a split view, either side. */
  stage: Stage
  original: PointerEvent | MouseEvent
}

/**
 * What the pointer is for while it does not move the slide. A press that is taken keeps the slide still until it is
 * released; the wheel, pinching and the other buttons stay the slide's.
 */
export interface PointerTool {
  /** CSS cursor over the slide. */
  cursor: string
  /** Whether the tool takes this press and what follows it; if not, it moves the slide as always. */
  press(event: ToolEvent): boolean
  /** Also without a press, for what follows the pointer. */
  move?(event: ToolEvent): unknown
  /** The end of a press that was taken. */
  release?(event: ToolEvent): unknown
  /** Two presses on one place; without it the slide zooms as always. */
  double?(event: ToolEvent): void
  /** The tool is put down, or Esc is pressed: whatever is half done. */
  cancel?(): void
}
