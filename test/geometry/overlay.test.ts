import { describe, expect, test } from 'vitest'
import { differenceOf, unionOf } from '../../geometry/combine.ts'
import { TooManyCrossings } from '../../geometry/overlay/noding.ts'
import { pointsOf } from '../../geometry/points.ts'
import { areaOf, type Parts } from '../../geometry/shape.ts'
import { randomCase, slide } from '../support/areas.ts'
import { faultsOf } from '../support/geojson.ts'
import { Random } from '../support/random.ts'

const area = (parts: Parts) => areaOf({ type: 'area', parts }) ?? 0
const square = (x: number, y: number, edge: number) => [x, y, x + edge, y, x + edge, y + edge, x, y + edge]

/** Faults that another implementation of the rules finds. */
function faults(parts: Parts): string[] {
  const coordinates = parts.map(part => part.map(ring => pointsOf([...ring, ring[0]!, ring[1]!])))
  const features = parts.length === 0 ? [] : [{ geometry: { type: 'MultiPolygon', coordinates } }]
  return faultsOf({ type: 'FeatureCollection', features }, slide)
}

test.each<[string, Parts, number, number[]]>([
  ['a part within another', [[square(0, 0, 400)], [square(100, 100, 100)]], 160_000, [1]],
  ['the same part twice', [[square(0, 0, 10)], [square(0, 0, 10)]], 100, [1]],
  ['a hole within a hole', [[square(0, 0, 400), square(50, 50, 300), square(100, 100, 100)]], 70_000, [2]],
  ['a hole outside its part', [[square(0, 0, 10), square(50, 50, 10)]], 100, [1]],
  ['a hole half outside', [[square(0, 0, 10), square(5, 0, 10)]], 50, [1]],
  ['a hole as large as its part', [[square(0, 0, 10), square(0, 0, 10)]], 0, []],
  ['holes that overlap', [[square(0, 0, 100), square(10, 10, 20), square(20, 20, 20)]], 9300, [2]],
  ['a hole that touches its outline at a corner', [[square(0, 0, 100), [0, 0, 20, 10, 10, 20]]], 9850, [2]],
  ['a hole that divides its part', [[square(0, 0, 100), [50, 0, 60, 50, 50, 100, 40, 50]]], 9000, [1, 1]],
  ['parts that touch at a corner', [[square(0, 0, 10)], [square(10, 10, 10)]], 200, [1, 1]],
  ['parts that share an edge', [[square(0, 0, 10)], [square(10, 0, 10)]], 200, [1]],
  ['a part in the hole of another', [[square(0, 0, 30), square(5, 5, 20)], [square(10, 10, 5)]], 525, [2, 1]],
  [
    'a part that fills the hole of another',
    [[square(0, 0, 30), square(5, 5, 20)], [square(5, 5, 20)]],
    900,
    [1]
  ],
  ['a bow tie', [[[0, 0, 20, 20, 20, 0, 0, 20]]], 200, [1, 1]],
  ['a ring that winds twice', [[[...square(0, 0, 10), ...square(0, 0, 10)]]], 100, [1]],
  ['a ring that touches itself', [[[0, 0, 20, 0, 20, 20, 10, 0, 0, 20]]], 200, [1, 1]],
  ['a spike', [[[0, 0, 10, 0, 10, 10, 30, 10, 10, 10, 0, 10]]], 100, [1]],
  ['a flat ring', [[[0, 0, 10, 0, 20, 0]]], 0, []],
  ['corners closer than the lattice', [[[0, 0, 0.001, 0, 0.001, 0.001]]], 0, []]
])('unites %s', (_, given, expected, rings) => {
  const parts = unionOf(given)
  expect(area(parts)).toBeCloseTo(expected, 6)
  expect(parts.map(part => part.length).sort()).toEqual(rings.toSorted())
  expect(faults(parts)).toEqual([])
})

describe('of random areas that cross, touch and overlap', () => {
  const cases = Array.from({ length: 150 }, (_, number) => randomCase(new Random(7, number)))

  test('stored areas, unions and differences are valid and on the slide', () => {
    for (const { stored, union, difference } of cases)
      for (const parts of [...stored, union, difference]) if (parts) expect(faults(parts)).toEqual([])
  })

  test('areas add up', () => {
    for (const { stored, union, difference } of cases) {
      const [, b] = stored
      if (!b || !union || !difference) continue
      const edges = union.flat(2).length * 300
      expect(Math.abs(area(union) - area(b) - area(difference))).toBeLessThan(edges / 64)
    }
  })

  test('a result united with itself stays the same', () => {
    for (const { union } of cases) if (union) expect(unionOf(union, union)).toEqual(unionOf(union))
  })
})

test('refuses outlines that cross without an end, before it counts all crossings', () => {
  const random = new Random(3, 3)
  const ring = Array.from({ length: 10_000 }, () => random.below(20_000))
  expect(() => unionOf([[ring]])).toThrow(TooManyCrossings)
  expect(() => differenceOf([[square(0, 0, 10)]], [[ring]])).toThrow(TooManyCrossings)
})
