import type { Position, Stage } from './stage.ts'

/** A pointer event on the slide. */
export interface ToolEvent {
  /** In level-0 pixels. */
  place: Position
  /** The stage under the pointer: in a split view, either side. */
  stage: Stage
  original: PointerEvent | MouseEvent
}

/**
 * Handles the pointer instead of panning the slide. A press that the tool handles keeps the slide
 * still until release; the wheel, pinching and other buttons still move the slide.
 */
export interface PointerTool {
  /** CSS cursor over the slide. */
  cursor: string
  /** Whether a finger only counts if it is lifted where it went down; else it pans the slide. */
  readonly taps?: boolean
  /** Returns whether the tool handles this press and what follows; if not, the slide pans. */
  press(event: ToolEvent): boolean
  /** Also called without a press, to follow the pointer. */
  move?(event: ToolEvent): unknown
  /** Ends a press that the tool handled. */
  release?(event: ToolEvent): unknown
  /** Handles a double click; without this function the slide zooms. */
  double?(event: ToolEvent): void
  /**
   * Takes back the last press, which turned out to be the first finger of a pinch; without this
   * function the unfinished action is cancelled.
   */
  takeBack?(): void
  /** Cancels an unfinished action when the tool is put down or Esc is pressed. */
  cancel?(): void
}
