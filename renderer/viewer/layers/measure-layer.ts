import type { Frame, Layer } from '../stage/overlay.ts'
import type { Position } from '../stage/stage.ts'

/** A straight line between two points of a slide. */
export interface Measure {
  id: number
  slideId: number
  from: Position
  to: Position
}

export const pixelsOf = ({ from, to }: Pick<Measure, 'from' | 'to'>): number =>
  Math.hypot(to.x - from.x, to.y - from.y)

/** Draws lines with their lengths, which stay upright at any rotation of the slide. */
export class MeasureLayer implements Layer {
  private measures: readonly Pick<Measure, 'from' | 'to'>[] = []
  private textOf: (pixels: number) => string = String

  show(measures: readonly Pick<Measure, 'from' | 'to'>[], textOf: (pixels: number) => string): void {
    this.measures = measures
    this.textOf = textOf
  }

  draw(context: CanvasRenderingContext2D, { matrix }: Frame): void {
    const ratio = window.devicePixelRatio
    for (const measure of this.measures) {
      const from = matrix.transformPoint(measure.from)
      const to = matrix.transformPoint(measure.to)
      drawRule(context, from, to, ratio)
      drawLabel(context, from, to, this.textOf(pixelsOf(measure)), ratio)
    }
  }
}

function drawRule(context: CanvasRenderingContext2D, from: DOMPoint, to: DOMPoint, ratio: number): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  // A short tick across each end.
  const [right, down] = [(-(to.y - from.y) / length) * 5 * ratio, ((to.x - from.x) / length) * 5 * ratio]
  context.beginPath()
  context.moveTo(from.x, from.y)
  context.lineTo(to.x, to.y)
  for (const end of [from, to]) {
    context.moveTo(end.x - right, end.y - down)
    context.lineTo(end.x + right, end.y + down)
  }
  context.lineCap = 'round'
  for (const [width, color] of [
    [4, '#10222b'],
    [2, '#ffffff']
  ] as const) {
    context.lineWidth = width * ratio
    context.strokeStyle = color
    context.stroke()
  }
}

function drawLabel(
  context: CanvasRenderingContext2D,
  from: DOMPoint,
  to: DOMPoint,
  text: string,
  ratio: number
): void {
  context.font = `600 ${12 * ratio}px system-ui, sans-serif`
  const width = context.measureText(text).width + 12 * ratio
  const height = 20 * ratio
  const [x, y] = [(from.x + to.x) / 2 - width / 2, (from.y + to.y) / 2 - height - 6 * ratio]
  context.fillStyle = '#10222b'
  context.beginPath()
  context.roundRect(x, y, width, height, 4 * ratio)
  context.fill()
  context.fillStyle = '#ffffff'
  context.textBaseline = 'middle'
  context.fillText(text, x + 6 * ratio, y + height / 2)
}
