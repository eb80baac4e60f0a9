import type { Frame, Position } from './frame.ts'

/** Radius of the lens, in CSS pixels. */
const radius = 72

/** Excludes a circle around the pointer from everything drawn afterwards. */
export function clipOutLens(context: CanvasRenderingContext2D, frame: Frame, under: Position): void {
  context.beginPath()
  context.rect(0, 0, frame.width, frame.height)
  addCircle(context, frame, under)
  context.clip('evenodd')
}

/** Draws the rim of the lens, dark with a light core, to be visible on any stain. */
export function drawRim(context: CanvasRenderingContext2D, frame: Frame, under: Position): void {
  context.beginPath()
  addCircle(context, frame, under)
  for (const [width, color] of [
    [3, '#10222b'],
    [1.5, '#ffffff']
  ] as const) {
    context.lineWidth = width * window.devicePixelRatio
    context.strokeStyle = color
    context.stroke()
  }
}

function addCircle(context: CanvasRenderingContext2D, { matrix }: Frame, under: Position): void {
  const { x, y } = matrix.transformPoint(under)
  const reach = radius * window.devicePixelRatio
  context.moveTo(x + reach, y)
  context.arc(x, y, reach, 0, 2 * Math.PI)
}
