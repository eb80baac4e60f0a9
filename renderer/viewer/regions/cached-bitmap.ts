import type { Point } from '../../../geometry/points.ts'
import {
  type CanvasBox,
  type CanvasTransform,
  isShift,
  matrixBetween,
  overlap,
  transformPoint
} from './canvas-transform.ts'
import { covered, type Item, paintItems } from './items.ts'
import type { PaintedBitmap } from './paint-worker.ts'

/** Maximum number of items repainted in one frame. */
const mostRepaired = 300

/** Cached bitmap of items, drawn in every frame until the items are painted again. */
export class CachedBitmap {
  readonly transform: CanvasTransform
  private readonly canvas = document.createElement('canvas')
  private readonly context: CanvasRenderingContext2D | null
  private readonly labels: boolean

  constructor(transform: CanvasTransform, { bitmap, labels }: PaintedBitmap) {
    this.transform = transform
    this.labels = labels
    this.canvas.width = transform.width
    this.canvas.height = transform.height
    this.context = this.canvas.getContext('2d')
    this.context?.drawImage(bitmap, 0, 0)
    bitmap.close()
  }

  /**
   * Draws the bitmap in position: pixel-exact if the view was only moved, else scaled and rotated.
   * @param beside a bitmap whose area is already covered
   */
  lay(context: CanvasRenderingContext2D, frame: CanvasTransform, beside?: CachedBitmap): void {
    const to = matrixBetween(this.transform, frame)
    context.save()
    if (beside) clipOut(context, frame, beside.transform)
    if (isShift(this.transform, frame)) context.setTransform(1, 0, 0, 1, Math.round(to.e), Math.round(to.f))
    else {
      context.setTransform(to)
      // A frame during movement is visible only briefly; without a GPU, smoothing would drop
      // frames.
      context.imageSmoothingEnabled = false
    }
    context.drawImage(this.canvas, 0, 0)
    context.restore()
  }

  /**
   * Repaints changed items and all items that overlap them.
   * @returns false if that would take too long for one frame
   * @param changed both the old and the new versions
   */
  repair(changed: readonly Item[], items: Iterable<Item>): boolean {
    const { context, transform, labels } = this
    if (!context) return false
    const whole = { left: 0, top: 0, right: transform.width, bottom: transform.height }
    const areas = changed
      .map(item => rounded(covered(context, transform, item, labels)))
      .filter(area => overlap(area, whole))
    if (areas.length === 0) return true
    const all = [...items].map(item => ({ item, area: covered(context, transform, item, labels) }))
    const jobs = areas.map(area => ({
      area,
      near: all.filter(other => overlap(other.area, area)).map(({ item }) => item)
    }))
    if (jobs.reduce((sum, { near }) => sum + near.length, 0) > mostRepaired) return false
    for (const { area, near } of jobs) {
      const { left, top, right, bottom } = area
      context.save()
      context.beginPath()
      context.rect(left, top, right - left, bottom - top)
      context.clip()
      context.clearRect(left, top, right - left, bottom - top)
      paintItems(context, transform, near, labels)
      context.restore()
    }
    return true
  }
}

const rounded = ({ left, top, right, bottom }: CanvasBox): CanvasBox => ({
  left: Math.floor(left),
  top: Math.floor(top),
  right: Math.ceil(right),
  bottom: Math.ceil(bottom)
})

/** Returns the corners of one canvas in the pixels of another, in order. */
export function cornersOn(frame: CanvasTransform, transform: CanvasTransform): Point[] {
  const to = matrixBetween(transform, frame)
  const { width, height } = transform
  return [
    transformPoint(to, 0, 0),
    transformPoint(to, width, 0),
    transformPoint(to, width, height),
    transformPoint(to, 0, height)
  ]
}

function clipOut(
  context: CanvasRenderingContext2D,
  frame: CanvasTransform,
  transform: CanvasTransform
): void {
  const around = new Path2D()
  around.rect(0, 0, frame.width, frame.height)
  const [first, ...others] = cornersOn(frame, transform)
  if (first) around.moveTo(...first)
  for (const corner of others) around.lineTo(...corner)
  around.closePath()
  context.clip(around, 'evenodd')
}
