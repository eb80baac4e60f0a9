import type { Bounds, Geometry, RegionKind } from '../../../contract/region.ts'
import { addTo, areaWritten, type Pen, stroke, textPlace, write } from './paint.ts'
import type { Point } from './rings.ts'
import { type Area, areaOf, grown, meet, type Sheet } from './sheet.ts'

export interface RegionLook {
  /** CSS colour of its class. */
  color: string
  /** Dashes in pixels of the screen, for eyes that do not tell colours apart. */
  dash: readonly number[]
  /** Written beside it where there is room. */
  text: string
}

/** A region as far as painting it goes. */
export interface Item {
  id: string
  kind: RegionKind
  geometry: Geometry
  bounds: Bounds
  look: RegionLook
}

/** CSS pixels: how far a stroke or a point's cross reaches beyond what it stands for. */
const reach = 14
/** The same of words. */
const wordReach = 240
const haloWidth = 3.5
const lineWidth = 2
/** A region of fewer pixels of the screen than this has no shape: it is a box. */
const tiny = 3
/** Where more words than this would stand, there are none. */
const mostWords = 200

/** How many corners it takes to paint it, with what a stroke costs by itself. */
export function weightOf(geometry: Geometry): number {
  if (geometry.type === 'line') return 30 + geometry.points.length / 2
  if (geometry.type !== 'area') return 60
  return geometry.parts.flat().reduce((sum, ring) => sum + 30 + ring.length / 2, 0)
}

/** Whether a region is large enough for words, or has nothing but them. */
function isNamed({ kind, bounds }: Item, { scale, ratio }: Sheet): boolean {
  const { minX, minY, maxX, maxY } = bounds
  return Math.hypot(maxX - minX, maxY - minY) * scale > 90 * ratio || kind === 'line' || kind === 'point'
}

/** What an item covers of a sheet. */
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

/** The items of which something may be seen on a sheet; undefined once they are heavier than asked for. */
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

/** Whether there is room for words beside these. */
export function haveWords(sheet: Sheet, items: readonly Item[]): boolean {
  let count = 0
  for (const item of items) if (isNamed(item, sheet)) count++
  return count <= mostWords
}

/**
 * Outlines, equally thin at every zoom, and words if there is room. First all halos, then all lines, in the order of the items: so
 * that a part which is painted again looks as it would in the whole.
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
