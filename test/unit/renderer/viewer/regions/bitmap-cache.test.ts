import { describe, expect, test } from 'vitest'
import type { Geometry } from '../../../../../contract/review/region.ts'
import { fitOf } from '../../../../../renderer/viewer/regions/bitmap-cache.ts'
import {
  boxOnCanvas,
  type CanvasTransform,
  matrixBetween,
  transformPoint,
  widened
} from '../../../../../renderer/viewer/regions/canvas-transform.ts'
import { type Item, visibleItems, weightOf } from '../../../../../renderer/viewer/regions/items.ts'
import { addTo } from '../../../../../renderer/viewer/regions/paint.ts'

/** The transform of an 800 × 600 screen centred on a point of the slide. */
function transformAt(x: number, y: number, scale: number, degrees = 0, flip = false): CanvasTransform {
  const turned = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(turned) * scale, Math.sin(turned) * scale]
  const side = flip ? -1 : 1
  const [a, b, c, d] = [side * cos, sin, side * -sin, cos]
  return {
    matrix: { a, b, c, d, e: 400 - a * x - c * y, f: 300 - b * x - d * y },
    scale,
    ratio: 1,
    width: 800,
    height: 600
  }
}

/** The drawing commands of a geometry, as a list. */
function traced(geometry: Geometry, transform: CanvasTransform): unknown[][] {
  const commands: unknown[][] = []
  const path = new Proxy({} as CanvasPath, {
    get:
      (_, name) =>
      (...values: unknown[]) =>
        commands.push([name, ...values])
  })
  addTo(path, geometry, transform)
  return commands
}

const square = (x: number, y: number, edge: number): Geometry => ({
  type: 'area',
  parts: [[[x, y, x + edge, y, x + edge, y + edge, x, y + edge]]]
})

const itemAt = (id: string, x: number, y: number, edge: number): Item => ({
  id,
  kind: 'rectangle',
  geometry: square(x, y, edge),
  bounds: { minX: x, minY: y, maxX: x + edge, maxY: y + edge },
  style: { color: '#000000', dash: [], text: '' }
})

const whole = { minX: 0, minY: 0, maxX: 100_000, maxY: 80_000 }

describe('canvas transforms', () => {
  test('map a point of one view to the same point of another, at any rotation', () => {
    const [from, to] = [transformAt(7000, 9000, 0.3, 33, true), transformAt(7300, 8800, 0.5, -70)]
    const direct = transformPoint(to.matrix, 7123, 9456)
    const [x, y] = transformPoint(from.matrix, 7123, 9456)
    const [right, down] = transformPoint(matrixBetween(from, to), x, y)
    expect(right).toBeCloseTo(direct[0], 6)
    expect(down).toBeCloseTo(direct[1], 6)
  })

  test('map a box to the bounds of its corners', () => {
    const transform = transformAt(500, 500, 2, 30, true)
    const area = boxOnCanvas(transform, { minX: 100, minY: 200, maxX: 300, maxY: 900 })
    const corners = [
      [100, 200],
      [300, 200],
      [300, 900],
      [100, 900]
    ].map(([x = 0, y = 0]) => transformPoint(transform.matrix, x, y))
    expect(area.left).toBeCloseTo(Math.min(...corners.map(([x]) => x)), 9)
    expect(area.bottom).toBeCloseTo(Math.max(...corners.map(([, y]) => y)), 9)
  })
})

describe('a cached bitmap', () => {
  const frame = transformAt(50_000, 40_000, 0.05)
  const bitmap = widened(frame, 256)

  test('is exact for its own view and for shifts by whole pixels', () => {
    expect(fitOf(bitmap, frame, whole)).toBe('exact')
    expect(fitOf(bitmap, transformAt(50_000 + 20 * 30, 40_000, 0.05), whole)).toBe('exact')
  })

  test('serves a slightly moved, rotated or zoomed view until the view rests', () => {
    expect(fitOf(bitmap, transformAt(50_010, 40_000, 0.05), whole)).toBe('near')
    expect(fitOf(bitmap, transformAt(50_000, 40_000, 0.05, 10), whole)).toBe('near')
    expect(fitOf(bitmap, transformAt(50_000, 40_000, 0.06), whole)).toBe('near')
  })

  test('serves only briefly when it ends within the screen or is stretched too much', () => {
    expect(fitOf(bitmap, transformAt(50_000 + 20 * 300, 40_000, 0.05), whole)).toBe('far')
    expect(fitOf(bitmap, transformAt(50_000, 40_000, 0.02), whole)).toBe('far')
    expect(fitOf(bitmap, transformAt(50_000, 40_000, 0.2), whole)).toBe('worn')
  })

  test('may end within the screen when there is nothing beyond it', () => {
    const few = { minX: 49_000, minY: 39_000, maxX: 51_000, maxY: 41_000 }
    expect(fitOf(bitmap, transformAt(50_000 + 20 * 300, 40_000, 0.05), few)).toBe('exact')
  })
})

describe('painting', () => {
  test('paints only regions in view, and none once they are too complex', () => {
    const items = Array.from({ length: 1000 }, (_, index) => itemAt(String(index), index * 100, 0, 50))
    const transform = transformAt(50_000, 0, 1)
    const visible = visibleItems(transform, items)
    expect(visible.length).toBeGreaterThanOrEqual(8)
    expect(visible.length).toBeLessThan(20)
    expect(visible.map(({ id }) => id)).toContain('500')
    expect(visibleItems(transform, items, 100)).toBeUndefined()
    expect(visibleItems(transform, items, 20 * weightOf(square(0, 0, 1)))).toEqual(visible)
  })

  test('keeps corners at the far end of a slide accurate to a hundredth of a pixel', () => {
    const transform = transformAt(199_990, 149_990, 16, 90)
    const [first] = traced(square(199_990.37, 149_990.11, 4), transform)
    expect(first?.[0]).toBe('moveTo')
    expect(first?.[1]).toBeCloseTo(400 - 0.11 * 16, 6)
    expect(first?.[2]).toBeCloseTo(300 + 0.37 * 16, 6)
  })

  test('skips corners that coincide on screen, but never the last one', () => {
    const ring = Array.from({ length: 100 }, (_, corner) => [corner * 0.1, corner % 2]).flat()
    const line = (scale: number) => traced({ type: 'line', points: ring }, transformAt(0, 0, scale))
    expect(line(10)).toHaveLength(100)
    expect(line(0.1).length).toBeLessThan(20)
    const [name, x] = line(0.1).at(-1) ?? []
    expect(name).toBe('lineTo')
    expect(x).toBeCloseTo(400 + 9.9 * 0.1, 6)
  })

  test('an ellipse rotates with the slide and against it when mirrored', () => {
    const geometry = { type: 'ellipse', x: 0, y: 0, radiusX: 20, radiusY: 10, angle: 0.3 } as const
    const angle = (degrees: number, flip: boolean) =>
      traced(geometry, transformAt(0, 0, 2, degrees, flip)).find(([name]) => name === 'ellipse')
    expect(angle(0, false)?.slice(1, 5)).toEqual([400, 300, 40, 20])
    expect(angle(0, false)?.[5]).toBeCloseTo(0.3, 9)
    expect([false, true].map(flip => angle(0, flip)?.[8])).toEqual([false, true])
    expect(angle(90, false)?.[5]).toBeCloseTo(0.3 + Math.PI / 2, 9)
    expect(angle(0, true)?.[5]).toBeCloseTo(Math.PI - 0.3, 9)
  })
})
