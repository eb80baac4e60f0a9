import type { Geometry } from '../../../contract/review/region.ts'
import { handlesOf } from '../../../geometry/handles.ts'
import type { Point } from '../../../geometry/points.ts'
import type { Frame, Layer } from '../stage/overlay.ts'
import { transformPoint } from './canvas-transform.ts'
import { addTo, dot, stroke, textPlace, write } from './paint.ts'

export interface DrawingContent {
  /** The shape drawn so far. */
  geometry: Geometry | undefined
  color: string
  /** Size of the shape, written next to it. */
  text: string
  /** Where a key would place a point; undefined while no cross is shown. */
  cross: Point | undefined
  /** Position of the brush and its radius in level-0 pixels. */
  brush: { radius: number; place: Point } | undefined
}

/** Draws the shape in progress, the brush and the cross. */
export class DrawingLayer implements Layer {
  private content: DrawingContent | undefined

  show(content: DrawingContent | undefined): void {
    this.content = content
  }

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    if (!this.content) return
    const { geometry, color, text, cross, brush } = this.content
    if (geometry) drawGeometry(context, frame, geometry, color)
    if (geometry && text) write(context, frame, textPlace(frame, geometry), text)
    if (brush) drawBrush(context, frame, brush)
    if (cross) drawCross(context, frame, cross)
  }
}

function drawGeometry(
  context: CanvasRenderingContext2D,
  frame: Frame,
  geometry: Geometry,
  color: string
): void {
  const { ratio } = frame
  const path = new Path2D()
  addTo(path, geometry, frame)
  if (geometry.type !== 'line') {
    context.globalAlpha = 0.2
    context.fillStyle = color
    context.fill(path, 'evenodd')
    context.globalAlpha = 1
  }
  stroke(context, path, '#ffffff', 4 * ratio)
  stroke(context, path, color, 2 * ratio)
  if (geometry.type === 'line')
    for (const [x, y] of handlesOf(geometry))
      dot(context, frame, transformPoint(frame.matrix, x, y), 3, '#ffffff')
}

function drawBrush(
  context: CanvasRenderingContext2D,
  { matrix, scale }: Frame,
  { radius, place }: NonNullable<DrawingContent['brush']>
): void {
  const ratio = window.devicePixelRatio
  const { x, y } = matrix.transformPoint({ x: place[0], y: place[1] })
  const ring = new Path2D()
  ring.arc(x, y, radius * scale, 0, 2 * Math.PI)
  stroke(context, ring, '#ffffff', 3 * ratio)
  stroke(context, ring, '#10222b', 1.5 * ratio)
}

function drawCross(context: CanvasRenderingContext2D, { matrix }: Frame, place: Point): void {
  const ratio = window.devicePixelRatio
  const { x, y } = matrix.transformPoint({ x: place[0], y: place[1] })
  const lines = new Path2D()
  for (const [right, down] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1]
  ] as const) {
    lines.moveTo(x + right * 4 * ratio, y + down * 4 * ratio)
    lines.lineTo(x + right * 14 * ratio, y + down * 14 * ratio)
  }
  stroke(context, lines, '#ffffff', 4 * ratio)
  stroke(context, lines, '#10222b', 2 * ratio)
}
