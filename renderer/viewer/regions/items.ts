import type { Bounds, Geometry, RegionKind } from '../../../contract/review/region.ts'
import type { Point } from '../../../geometry/points.ts'
import { boxOnCanvas, type CanvasBox, type CanvasTransform, grown, overlap } from './canvas-transform.ts'
import { addTo, type Canvas2D, stroke, textBox, textPlace, write } from './paint.ts'

export interface RegionStyle {
  /** CSS colour of the region's class. */
  color: string
  /** Dash pattern in screen pixels, so that classes differ without colour. */
  dash: readonly number[]
  /** Label next to the region where there is room. */
  text: string
}

/** The part of a region needed to paint it. */
export interface Item {
  id: string
  kind: RegionKind
  geometry: Geometry
  bounds: Bounds
  style: RegionStyle
}

/** How far a stroke or a point's cross extends beyond its geometry, in CSS pixels. */
const reach = 14
/** How far a label extends beyond its geometry, in CSS pixels. */
const labelReach = 240
const haloWidth = 3.5
const lineWidth = 2
/** A region smaller than this many CSS pixels is painted as a box. */
const tiny = 3
/** Above this number of labels, none are drawn. */
const mostLabels = 200

/** Cost of painting a geometry: its number of corners plus a fixed cost per stroke. */
export function weightOf(geometry: Geometry): number {
  if (geometry.type === 'line') return 30 + geometry.points.length / 2
  if (geometry.type !== 'area') return 60
  return geometry.parts.flat().reduce((sum, ring) => sum + 30 + ring.length / 2, 0)
}

/** Whether a region is large enough for a label, or is a line or point. */
function hasLabel({ kind, bounds }: Item, { scale, ratio }: CanvasTransform): boolean {
  const { minX, minY, maxX, maxY } = bounds
  return Math.hypot(maxX - minX, maxY - minY) * scale > 90 * ratio || kind === 'line' || kind === 'point'
}

/** Returns the area that an item covers on a canvas, label included. */
export function covered(
  context: Canvas2D,
  transform: CanvasTransform,
  item: Item,
  labels: boolean
): CanvasBox {
  const own = grown(boxOnCanvas(transform, item.bounds), reach * transform.ratio)
  if (!labels || !hasLabel(item, transform)) return own
  const text = textBox(context, transform, labelPlace(transform, item), item.style.text)
  return {
    left: Math.min(own.left, text.left),
    top: Math.min(own.top, text.top),
    right: Math.max(own.right, text.right),
    bottom: Math.max(own.bottom, text.bottom)
  }
}

function labelPlace(transform: CanvasTransform, { kind, geometry }: Item): Point {
  const [x, y] = textPlace(transform, geometry)
  return [x, kind === 'point' ? y - 8 * transform.ratio : y]
}

export const writeLabel = (context: Canvas2D, transform: CanvasTransform, item: Item): void =>
  write(context, transform, labelPlace(transform, item), item.style.text)

/** Returns the items that may be visible; undefined once their weight exceeds `heaviest`. */
export function visibleItems(transform: CanvasTransform, items: Iterable<Item>): Item[]
export function visibleItems(
  transform: CanvasTransform,
  items: Iterable<Item>,
  heaviest: number
): Item[] | undefined
export function visibleItems(
  transform: CanvasTransform,
  items: Iterable<Item>,
  heaviest = Infinity
): Item[] | undefined {
  const { ratio, width, height } = transform
  const whole = grown({ left: 0, top: 0, right: width, bottom: height }, labelReach * ratio)
  const visible: Item[] = []
  let weight = 0
  for (const item of items)
    if (overlap(boxOnCanvas(transform, item.bounds), whole)) {
      if (heaviest < Infinity) weight += weightOf(item.geometry)
      if (weight > heaviest) return undefined
      visible.push(item)
    }
  return visible
}

/** Whether there is room for labels next to these items. */
export function labelsFit(transform: CanvasTransform, items: readonly Item[]): boolean {
  let count = 0
  for (const item of items) if (hasLabel(item, transform)) count++
  return count <= mostLabels
}

/**
 * Paints outlines with a constant width at every zoom, and labels if there is room. Paints all
 * halos before all lines, in the order of the items, so that a repainted part looks the same as in
 * the whole.
 */
export function paintItems(
  context: Canvas2D,
  transform: CanvasTransform,
  items: readonly Item[],
  labels: boolean
): void {
  const { ratio } = transform
  context.lineJoin = 'round'
  const shapes = items.map(item => {
    const area = boxOnCanvas(transform, item.bounds)
    const edge = Math.max(area.right - area.left, area.bottom - area.top)
    if (edge < tiny * ratio && item.kind !== 'point') return area
    const path = new Path2D()
    addTo(path, item.geometry, transform)
    return path
  })
  const paint = (shape: Path2D | CanvasBox, color: string, width: number, dash: readonly number[]) => {
    if (shape instanceof Path2D) stroke(context, shape, color, width, dash)
    else {
      const { left, top, right, bottom } = grown(shape, width / 2)
      context.fillStyle = color
      context.fillRect(left, top, right - left, bottom - top)
    }
  }
  for (const shape of shapes) paint(shape, '#ffffff', haloWidth * ratio, [])
  shapes.forEach((shape, index) => {
    const { color, dash } = (items[index] as Item).style
    paint(
      shape,
      color,
      lineWidth * ratio,
      dash.map(length => length * ratio)
    )
  })
  if (labels) for (const item of items) if (hasLabel(item, transform)) writeLabel(context, transform, item)
}
