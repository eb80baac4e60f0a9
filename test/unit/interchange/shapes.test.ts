import { expect, test } from 'vitest'
import { faultsOf } from '../../support/geojson.ts'

type Ring = [number, number][]
const box = (x: number, y: number, edge: number): Ring => [
  [x, y],
  [x + edge, y],
  [x + edge, y + edge],
  [x, y + edge],
  [x, y]
]
const back = (ring: Ring): Ring => [...ring].reverse()
const collection = (type: string, coordinates: unknown) => ({
  type: 'FeatureCollection',
  features: [{ type: 'Feature', geometry: { type, coordinates } }]
})
const faults = (type: string, coordinates: unknown) =>
  faultsOf(collection(type, coordinates), { width: 100, height: 50 })

test('the shape checker accepts valid shapes', () => {
  expect(faults('Polygon', [box(0, 0, 50), back(box(10, 10, 5))])).toEqual([])
  expect(faults('MultiPolygon', [[box(0, 0, 10)], [box(10, 10, 10)]])).toEqual([])
  expect(
    faults('LineString', [
      [0, 0],
      [100, 50]
    ])
  ).toEqual([])
  expect(faults('Point', [3, 4])).toEqual([])
})

test.each([
  ['an open ring', 'Polygon', [box(0, 0, 10).slice(0, -1)], 'not closed'],
  ['the wrong way round', 'Polygon', [back(box(0, 0, 10))], 'wrong way'],
  ['a hole that runs as an outline does', 'Polygon', [box(0, 0, 50), box(10, 10, 5)], 'wrong way'],
  [
    'edges that cross',
    'Polygon',
    [
      [
        [0, 0],
        [10, 0],
        [0, 12],
        [10, 10],
        [0, 0]
      ]
    ],
    'itself'
  ],
  [
    'a corner on an edge of its own',
    'Polygon',
    [
      [
        [0, 0],
        [20, 0],
        [20, 10],
        [10, 0],
        [0, 10],
        [0, 0]
      ]
    ],
    'itself'
  ],
  [
    'an edge that runs back',
    'Polygon',
    [
      [
        [0, 0],
        [10, 0],
        [5, 0],
        [5, 10],
        [0, 0]
      ]
    ],
    'itself'
  ],
  ['parts that cross', 'MultiPolygon', [[box(0, 0, 10)], [box(5, 5, 10)]], 'Two rings cross'],
  ['a hole outside its outline', 'Polygon', [box(0, 0, 10), back(box(20, 20, 5))], 'outside'],
  ['a position outside the slide', 'Polygon', [box(60, 0, 50)], 'not on the slide'],
  ['no number', 'Point', [Number.NaN, 1], 'not on the slide'],
  ['a shape that no region has', 'GeometryCollection', [[1, 1]], 'no shape']
] as const)('the shape checker finds %s', (_, type, coordinates, sentence) => {
  expect(faults(type, coordinates).join(' ')).toContain(sentence)
})

test('the shape checker rejects anything but a FeatureCollection', () => {
  expect(faultsOf({ type: 'Feature' }, { width: 1, height: 1 })).toHaveLength(1)
})
