import { describe, expect, test } from 'vitest'
import type { Geometry } from '../../../../../contract/review/region.ts'
import { boxFrom, ellipseFrom } from '../../../../../geometry/drawn.ts'
import { handlesOf } from '../../../../../geometry/handles.ts'
import type { Point } from '../../../../../geometry/points.ts'
import { areaOf, partsOf } from '../../../../../geometry/shape.ts'
import { Drawing } from '../../../../../renderer/viewer/regions/drawing.ts'

const box = boxFrom([10, 20], [40, 60])

describe('drawing', () => {
  const scale = { pixel: 1, brush: 10 }
  const drag = (kind: ConstructorParameters<typeof Drawing>[0], ...places: Point[]) => {
    const drawing = new Drawing(kind, scale)
    const [first, ...others] = places
    drawing.press(first as Point)
    for (const place of others) drawing.move(place)
    drawing.release(others.at(-1) as Point)
    return drawing
  }

  test('a box takes a drag, two clicks or two key presses', () => {
    expect(drag('rectangle', [10, 20], [30, 30], [40, 60]).completed).toEqual(box)
    const clicked = drag('rectangle', [10, 20], [10, 20])
    expect(clicked.ended).toBe(false)
    clicked.move([30, 30])
    expect(clicked.geometry).toEqual(boxFrom([10, 20], [30, 30]))
    clicked.press([40, 60])
    expect(clicked.ended).toBe(true)
    expect(clicked.completed).toEqual(box)
    const keyed = new Drawing('ellipse', scale)
    keyed.put([0, 0])
    keyed.move([8, 4])
    keyed.put([20, 10])
    expect(keyed.completed).toEqual(ellipseFrom([0, 0], [20, 10]))
  })

  test('a polygon adds corner after corner, but none for the second press of a double click', () => {
    const drawing = new Drawing('polygon', scale)
    for (const corner of [
      [0, 0],
      [100, 0],
      [100, 100],
      [100, 100]
    ] as Point[])
      drawing.press(corner)
    drawing.move([0, 50])
    expect(handlesOf(drawing.geometry as Geometry)).toHaveLength(4)
    drawing.finish()
    expect(areaOf(drawing.completed as Geometry)).toBeCloseTo(5000)
  })

  test('a polygon ends at its first corner and can drop its last one', () => {
    const drawing = new Drawing('polygon', scale)
    for (const corner of [
      [0, 0],
      [100, 0],
      [70, 70],
      [100, 100]
    ] as Point[])
      drawing.press(corner)
    drawing.back()
    drawing.press([0, 100])
    drawing.press([2, 2])
    expect(drawing.ended).toBe(true)
    expect(handlesOf(drawing.completed as Geometry)).toHaveLength(4)
    for (let times = 0; times < 5; times++) drawing.back()
    expect(drawing.begun).toBe(false)
  })

  test('splits a line that crosses itself into areas without crossings', () => {
    const drawing = new Drawing('polygon', scale)
    for (const corner of [
      [0, 0],
      [100, 100],
      [100, 0],
      [0, 100]
    ] as Point[])
      drawing.press(corner)
    drawing.finish()
    expect(partsOf(drawing.completed as Geometry)).toHaveLength(2)
    expect(areaOf(drawing.completed as Geometry)).toBeCloseTo(5000)
  })

  test('freehand and brush follow the pointer; a stroke also works by keyboard', () => {
    const circle: Point[] = Array.from({ length: 60 }, (_, step) => [
      Math.cos(step / 9.4) * 100,
      Math.sin(step / 9.4) * 100
    ])
    expect(areaOf(drag('freehand', ...circle).completed as Geometry)).toBeGreaterThan(30_000)
    const stroke = drag('brush', [0, 0], [50, 0], [100, 0]).completed as Geometry
    expect(areaOf(stroke)).toBeGreaterThan(2200)
    const keyed = new Drawing('brush', scale)
    keyed.put([0, 0])
    keyed.move([100, 0])
    expect(keyed.ended).toBe(false)
    keyed.put([100, 0])
    expect(areaOf(keyed.completed as Geometry)).toBeCloseTo(areaOf(stroke) as number, -2)
  })

  test('yields nothing for a shape that is too small', () => {
    expect(drag('rectangle', [0, 0], [50, 0]).completed).toBeUndefined()
    const line = new Drawing('line', scale)
    line.press([0, 0])
    line.finish()
    expect(line.completed).toBeUndefined()
    expect(new Drawing('polygon', scale).geometry).toBeUndefined()
  })
})
