import type { Bounds, Geometry, RegionKind } from '../../../contract/region.ts'
import type { Point } from '../../../geometry/points.ts'
import { type Area, areaOf, grown, meet, type Sheet } from './canvas-transform.ts'
import { addTo, areaWritten, type Pen, stroke, textPlace, write } from './paint.ts'

export interface RegionLook {
  /** CSS colour of the region's class. */
  color: string
  /** Dash pattern in screen pixels, so that classes differ without colour. */
  dash: readonly number[]
  /** Label beside the region where there is room. */
  text: string
}

/** The part of a region needed to paint it. */
export interface Item {
  id: string
  kind: RegionKind
  geometry: Geometry
  bounds: Bounds
  look: RegionLook
}

/** How far a stroke or a point's cross extends beyond its geometry, in CSS pixels. */
const reach = 14
/** How far a label extends beyond its geometry, in CSS pixels. */
const wordReach = 240
const haloWidth = 3.5
const lineWidth = 2
/** A region smaller than this many CSS pixels is painted as a box. */
const tiny = 3
/** Above this number of labels, none are drawn. */
const mostWords = 200

/** Cost of painting a geometry: its number of corners plus a fixed cost per stroke. */
export function weightOf(geometry: Geometry): number {
  if (geometry.type === 'line') return 30 + geometry.points.length / 2
  if (geometry.type !== 'area') return 60
  return geometry.parts.flat().reduce((sum, ring) => sum + 30 + ring.length / 2, 0)
}

/** Whether a region is large enough for a label, or is a line or point. */
function isNamed({ kind, bounds }: Item, { scale, ratio }: Sheet): boolean {
  const { minX, minY, maxX, maxY } = bounds
  return Math.hypot(maxX - minX, maxY - minY) * scale > 90 * ratio || kind === 'line' || kind === 'point'
}

/** Returns the area that an item covers on a canvas, label included. */
export function covered(pen: Pen, sheet: Sheet, item: Item, words: boolean): Area {
  const own = grown(areaOf(sheet, item.bounds), reach * sheet.ratio)
  if (!words || !isNamed(item, sheet)) return own
  const text = areaWritten(pen, sheet, wordPlace(sheet, item), item.look.text)
  return {
    left: Math.min(own.left, text.left),
    top: Math.min(own.top, text.top),
    right: Math.max(own.right, text.right),
    bottom: Math.max(own.bottom, text.bottom)
  }
}

function wordPlace(sheet: Sheet, { kind, geometry }: Item): Point {
  const [x, y] = textPlace(sheet, geometry)
  return [x, kind === 'point' ? y - 8 * sheet.ratio : y]
}

export const writeBeside = (pen: Pen, sheet: Sheet, item: Item): void =>
  write(pen, sheet, wordPlace(sheet, item), item.look.text)

/** Returns the items that may be visible; undefined once their weight exceeds `heaviest`. */
export function seenOn(sheet: Sheet, items: Iterable<Item>): Item[]
export function seenOn(sheet: Sheet, items: Iterable<Item>, heaviest: number): Item[] | undefined
export function seenOn(sheet: Sheet, items: Iterable<Item>, heaviest = Infinity): Item[] | undefined {
  const { ratio, width, height } = sheet
  const whole = grown({ left: 0, top: 0, right: width, bottom: height }, wordReach * ratio)
  const seen: Item[] = []
  let weight = 0
  for (const item of items)
    if (meet(areaOf(sheet, item.bounds), whole)) {
      if (heaviest < Infinity) weight += weightOf(item.geometry)
      if (weight > heaviest) return undefined
      seen.push(item)
    }
  return seen
}

/** Whether there is room for labels beside these items. */
export function haveWords(sheet: Sheet, items: readonly Item[]): boolean {
  let count = 0
  for (const item of items) if (isNamed(item, sheet)) count++
  return count <= mostWords
}

/**
 * Paints outlines with a constant width at every zoom, and labels if there is room. Paints all
 * halos before all lines, in the order of the items, so that a repainted part looks the same as in
 * the whole.
 */
export function paintItems(pen: Pen, sheet: Sheet, items: readonly Item[], words: boolean): void {
  const { ratio } = sheet
  pen.lineJoin = 'round'
  const shapes = items.map(item => {
    const area = areaOf(sheet, item.bounds)
    const edge = Math.max(area.right - area.left, area.bottom - area.top)
    if (edge < tiny * ratio && item.kind !== 'point') return area
    const path = new Path2D()
    addTo(path, item.geometry, sheet)
    return path
  })
  const paint = (shape: Path2D | Area, color: string, width: number, dash: readonly number[]) => {
    if (shape instanceof Path2D) stroke(pen, shape, color, width, dash)
    else {
      const { left, top, right, bottom } = grown(shape, width / 2)
      pen.fillStyle = color
      pen.fillRect(left, top, right - left, bottom - top)
    }
  }
  for (const shape of shapes) paint(shape, '#ffffff', haloWidth * ratio, [])
  shapes.forEach((shape, index) => {
    const { color, dash } = (items[index] as Item).look
    paint(
      shape,
      color,
      lineWidth * ratio,
      dash.map(length => length * ratio)
    )
  })
  if (words) for (const item of items) if (isNamed(item, sheet)) writeBeside(pen, sheet, item)
}
