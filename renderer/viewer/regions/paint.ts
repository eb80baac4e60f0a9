import type { Geometry } from '../../../contract/region.ts'
import type { Frame } from '../overlay.ts'
import { handlesOf, pathOf } from './geometry.ts'

/** The screen, or a picture that will be laid on it. */
export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

const paths = new WeakMap<Geometry, Path2D>()

/** Adds a geometry to a path in device pixels; a point as a ring with a cross, of one size at every zoom. */
export function addTo(path: Path2D, geometry: Geometry, { matrix }: Frame): void {
  if (geometry.type === 'point') {
    const { x, y } = matrix.transformPoint({ x: geometry.x, y: geometry.y })
    const reach = 7 * window.devicePixelRatio
    path.moveTo(x + reach, y)
    path.arc(x, y, reach, 0, 2 * Math.PI)
    path.moveTo(x - reach * 1.6, y)
    path.lineTo(x + reach * 1.6, y)
    path.moveTo(x, y - reach * 1.6)
    path.lineTo(x, y + reach * 1.6)
    return
  }
  const known = paths.get(geometry) ?? pathOf(geometry)
  paths.set(geometry, known)
  path.addPath(known, matrix)
}

export function stroke(
  context: Pen,
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

export function dot(context: Pen, { x, y }: { x: number; y: number }, radius: number, fill: string): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fillStyle = fill
  context.fill()
  context.lineWidth = 1.5 * window.devicePixelRatio
  context.strokeStyle = '#10222b'
  context.stroke()
}

/** The highest point on the screen, whichever way the slide is turned. */
export function textPlace({ matrix }: Frame, geometry: Geometry): { x: number; y: number } {
  let best = { x: 0, y: Infinity }
  for (const [x, y] of handlesOf(geometry)) {
    const point = matrix.transformPoint({ x, y })
    if (point.y < best.y) best = { x: point.x, y: point.y }
  }
  return best
}

/** Words over a place, to be read on any stain. */
export function write(context: Pen, { x, y }: { x: number; y: number }, text: string): void {
  const ratio = window.devicePixelRatio
  context.font = `600 ${12 * ratio}px system-ui, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'bottom'
  context.lineJoin = 'round'
  context.lineWidth = 4 * ratio
  context.strokeStyle = '#ffffff'
  context.fillStyle = '#10222b'
  context.strokeText(text, x, y - 7 * ratio)
  context.fillText(text, x, y - 7 * ratio)
}
