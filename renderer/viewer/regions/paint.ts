import type { Geometry } from '../../../contract/review/region.ts'
import { handlesOf } from '../../../geometry/handles.ts'
import type { Point } from '../../../geometry/points.ts'
import { type CanvasTransform, transformPoint } from './canvas-transform.ts'

/** Context of the screen or of a cached bitmap. */
export type Canvas2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Corners closer than this to the previous one, in pixels, are skipped as invisible. */
const finest = 0.25

/**
 * Adds a geometry to a path, in the canvas's own pixels. A point becomes a ring with a cross of
 * constant size. Coordinates are computed here because the canvas uses single precision, which at
 * high zoom shifts geometry far from the slide's corner by a pixel.
 */
export function addTo(path: CanvasPath, geometry: Geometry, transform: CanvasTransform): void {
  if (geometry.type === 'area')
    for (const ring of geometry.parts.flat()) {
      along(path, ring, transform)
      path.closePath()
    }
  else if (geometry.type === 'line') along(path, geometry.points, transform)
  else if (geometry.type === 'ellipse') addEllipse(path, geometry, transform)
  else addPoint(path, geometry, transform)
}

function along(
  path: CanvasPath,
  numbers: readonly number[],
  { matrix: { a, b, c, d, e, f } }: CanvasTransform
): void {
  let [lastX, lastY] = [Number.NaN, Number.NaN]
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    const [x0, y0] = [numbers[index] as number, numbers[index + 1] as number]
    const [x, y] = [a * x0 + c * y0 + e, b * x0 + d * y0 + f]
    if (index === 0) path.moveTo(x, y)
    else if (
      Math.abs(x - lastX) + Math.abs(y - lastY) < finest &&
      index + 3 < numbers.length &&
      numbers.length > 8
    )
      continue
    else path.lineTo(x, y)
    ;[lastX, lastY] = [x, y]
  }
}

function addEllipse(
  path: CanvasPath,
  { x, y, radiusX, radiusY, angle }: Extract<Geometry, { type: 'ellipse' }>,
  { matrix, scale }: CanvasTransform
): void {
  const [centreX, centreY] = transformPoint(matrix, x, y)
  const [right, down] = [Math.cos(angle), Math.sin(angle)]
  const turned = Math.atan2(matrix.b * right + matrix.d * down, matrix.a * right + matrix.c * down)
  const mirrored = matrix.a * matrix.d < matrix.b * matrix.c
  const [startX, startY] = [Math.cos(turned), Math.sin(turned)]
  path.moveTo(centreX + startX * radiusX * scale, centreY + startY * radiusX * scale)
  path.ellipse(centreX, centreY, radiusX * scale, radiusY * scale, turned, 0, 2 * Math.PI, mirrored)
}

function addPoint(
  path: CanvasPath,
  point: { x: number; y: number },
  { matrix, ratio }: CanvasTransform
): void {
  const [x, y] = transformPoint(matrix, point.x, point.y)
  const reach = 7 * ratio
  path.moveTo(x + reach, y)
  path.arc(x, y, reach, 0, 2 * Math.PI)
  path.moveTo(x - reach * 1.6, y)
  path.lineTo(x + reach * 1.6, y)
  path.moveTo(x, y - reach * 1.6)
  path.lineTo(x, y + reach * 1.6)
}

export function stroke(
  context: Canvas2D,
  path: Path2D,
  color: string,
  width: number,
  dash: readonly number[] = []
): void {
  context.setLineDash([...dash])
  context.lineWidth = width
  context.strokeStyle = color
  context.stroke(path)
  context.setLineDash([])
}

export function dot(
  context: Canvas2D,
  { ratio }: CanvasTransform,
  [x, y]: Point,
  radius: number,
  fill: string
): void {
  context.beginPath()
  context.arc(x, y, radius * ratio, 0, 2 * Math.PI)
  context.fillStyle = fill
  context.fill()
  context.lineWidth = 1.5 * ratio
  context.strokeStyle = '#10222b'
  context.stroke()
}

/** Returns the topmost point on the screen, at any rotation of the slide. */
export function textPlace({ matrix }: CanvasTransform, geometry: Geometry): Point {
  let best: Point = [0, Infinity]
  for (const [x, y] of handlesOf(geometry)) {
    const point = transformPoint(matrix, x, y)
    if (point[1] < best[1]) best = point
  }
  return best
}

/** CSS pixels. */
const textSize = 12
const textGap = 7
const fontOf = ({ ratio }: CanvasTransform) => `600 ${textSize * ratio}px system-ui, sans-serif`

/** Writes text above a point, with a halo so that it is legible on any stain. */
export function write(context: Canvas2D, transform: CanvasTransform, [x, y]: Point, text: string): void {
  const { ratio } = transform
  context.font = fontOf(transform)
  context.textAlign = 'center'
  context.textBaseline = 'bottom'
  context.lineJoin = 'round'
  context.lineWidth = 4 * ratio
  context.strokeStyle = '#ffffff'
  context.fillStyle = '#10222b'
  context.strokeText(text, x, y - textGap * ratio)
  context.fillText(text, x, y - textGap * ratio)
}

/** Returns the area that {@link write} covers. */
export function textBox(context: Canvas2D, transform: CanvasTransform, [x, y]: Point, text: string) {
  const { ratio } = transform
  context.font = fontOf(transform)
  const half = context.measureText(text).width / 2 + 4 * ratio
  return { left: x - half, top: y - (textGap + 2 * textSize) * ratio, right: x + half, bottom: y }
}
