import type { Point } from '../../../geometry/points.ts'

/** Matrix as in a canvas: any zoom, rotation and flip of a slide, but no shear. */
export interface Matrix {
  a: number
  b: number
  c: number
  d: number
  e: number
  f: number
}

/**
 * Canvas transform: how the slide maps to a canvas, either the screen or a cached bitmap that
 * extends beyond it. Canvas pixels are device pixels.
 */
export interface CanvasTransform {
  /** Maps level-0 pixels to canvas pixels. */
  matrix: Matrix
  /** Canvas pixels per level-0 pixel. */
  scale: number
  /** Canvas pixels per CSS pixel. */
  ratio: number
  width: number
  height: number
}

/** Edges in canvas pixels. */
export interface CanvasBox {
  left: number
  top: number
  right: number
  bottom: number
}

export const transformPoint = ({ a, b, c, d, e, f }: Matrix, x: number, y: number): Point => [
  a * x + c * y + e,
  b * x + d * y + f
]

/** Returns the matrix from the pixels of one canvas to those of another, by way of the slide. */
export function matrixBetween({ matrix: from }: CanvasTransform, { matrix: to }: CanvasTransform): Matrix {
  const det = from.a * from.d - from.b * from.c
  const [a, b, c, d] = [from.d / det, -from.b / det, -from.c / det, from.a / det]
  const m = {
    a: to.a * a + to.c * b,
    b: to.b * a + to.d * b,
    c: to.a * c + to.c * d,
    d: to.b * c + to.d * d
  }
  return {
    ...m,
    e: to.e - m.a * from.e - m.c * from.f,
    f: to.f - m.b * from.e - m.d * from.f
  }
}

/** Extends a canvas transform by `margin` pixels on each side, keeping the pixel grid aligned. */
export const widened = (
  { matrix, scale, ratio, width, height }: CanvasTransform,
  margin: number
): CanvasTransform => ({
  matrix: { a: matrix.a, b: matrix.b, c: matrix.c, d: matrix.d, e: matrix.e + margin, f: matrix.f + margin },
  scale,
  ratio,
  width: width + 2 * margin,
  height: height + 2 * margin
})

/** Whether two canvas transforms differ only by a shift, so that neither needs scaling. */
export function isShift(
  { matrix: from, width, height }: CanvasTransform,
  { matrix: to }: CanvasTransform
): boolean {
  const far = Math.max(width, height) / Math.hypot(from.a, from.b)
  return (['a', 'b', 'c', 'd'] as const).every(name => Math.abs(from[name] - to[name]) * far < 0.01)
}

/** Returns the bounding box, on a canvas, of a box in level-0 pixels. */
export function boxOnCanvas(
  { matrix }: CanvasTransform,
  box: { minX: number; minY: number; maxX: number; maxY: number }
): CanvasBox {
  const { a, b, c, d, e, f } = matrix
  const [right, down] = [box.maxX - box.minX, box.maxY - box.minY]
  const x = a * box.minX + c * box.minY + e
  const y = b * box.minX + d * box.minY + f
  return {
    left: x + Math.min(0, a * right) + Math.min(0, c * down),
    top: y + Math.min(0, b * right) + Math.min(0, d * down),
    right: x + Math.max(0, a * right) + Math.max(0, c * down),
    bottom: y + Math.max(0, b * right) + Math.max(0, d * down)
  }
}

export const grown = ({ left, top, right, bottom }: CanvasBox, by: number): CanvasBox => ({
  left: left - by,
  top: top - by,
  right: right + by,
  bottom: bottom + by
})

export const overlap = (one: CanvasBox, other: CanvasBox): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
