/** Counts the fingers on an element. Mouse and pen are no fingers. */
export class Fingers {
  private readonly down = new Set<number>()
  private readonly element: HTMLElement
  private readonly interrupted: () => void

  /** @param interrupted called when a second finger goes down, or the system takes a finger over */
  constructor(element: HTMLElement, interrupted: () => void) {
    this.element = element
    this.interrupted = interrupted
    // Before the viewer handles the same events.
    element.addEventListener('pointerdown', this.press, { capture: true })
    window.addEventListener('pointerup', this.lift, { capture: true })
    window.addEventListener('pointercancel', this.lose, { capture: true })
  }

  get count(): number {
    return this.down.size
  }

  close(): void {
    this.element.removeEventListener('pointerdown', this.press, { capture: true })
    window.removeEventListener('pointerup', this.lift, { capture: true })
    window.removeEventListener('pointercancel', this.lose, { capture: true })
  }

  private readonly press = ({ pointerType, pointerId }: PointerEvent) => {
    if (pointerType !== 'touch') return
    this.down.add(pointerId)
    if (this.down.size === 2) this.interrupted()
  }

  private readonly lift = ({ pointerId }: PointerEvent) => {
    this.down.delete(pointerId)
  }

  private readonly lose = ({ pointerId }: PointerEvent) => {
    if (this.down.delete(pointerId)) this.interrupted()
  }
}
