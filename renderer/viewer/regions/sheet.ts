import type { Point } from './rings.ts'

/** As a canvas has it; every zoom, rotation and flip of a slide, never a shear. */
export interface Matrix {
  a: number
  b: number
  c: number
  d: number
  e: number
  f: number
}

/** What regions are painted on: the screen, or a picture that reaches beyond it. Its own pixels are device pixels. */
export interface Sheet {
  /** Level-0 pixels to its own. */
  matrix: Matrix
  /** Its own pixels per level-0 pixel. */
  scale: number
  /** Its own pixels per CSS pixel. */
  ratio: number
  width: number
  height: number
}

/** Edges in a sheet's own pixels. */
export interface Area {
  left: number
  top: number
  right: number
  bottom: number
}

export const through = ({ a, b, c, d, e, f }: Matrix, x: number, y: number): Point => [
  a * x + c * y + e,
  b * x + d * y + f
]

/** What takes the pixels of one sheet to those of another, by way of the slide. */
export function between({ matrix: from }: Sheet, { matrix: to }: Sheet): Matrix {
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

/** A sheet that reaches `margin` of its pixels further on each side; whole pixels stay whole pixels. */
export const widened = ({ matrix, scale, ratio, width, height }: Sheet, margin: number): Sheet => ({
  matrix: { a: matrix.a, b: matrix.b, c: matrix.c, d: matrix.d, e: matrix.e + margin, f: matrix.f + margin },
  scale,
  ratio,
  width: width + 2 * margin,
  height: height + 2 * margin
})

/** Whether nothing but whole pixels lies between two sheets: one can be laid on the other as it is. */
export function isShift({ matrix: from, width, height }: Sheet, { matrix: to }: Sheet): boolean {
  const far = Math.max(width, height) / Math.hypot(from.a, from.b)
  return (['a', 'b', 'c', 'd'] as const).every(name => Math.abs(from[name] - to[name]) * far < 0.01)
}

/** The box around a box of level-0 pixels, on a sheet. */
export function areaOf(
  { matrix }: Sheet,
  box: { minX: number; minY: number; maxX: number; maxY: number }
): Area {
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

export const grown = ({ left, top, right, bottom }: Area, by: number): Area => ({
  left: left - by,
  top: top - by,
  right: right + by,
  bottom: bottom + by
})

export const meet = (one: Area, other: Area): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
