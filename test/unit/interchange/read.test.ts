import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Geometry } from '../../../contract/review/region.ts'
import { readRegions } from '../../../electron/worker/interchange/read.ts'
import { recordOf } from '../../../electron/worker/reports/build.ts'
import { type featureOf, geojsonOf } from '../../../electron/worker/reports/geojson.ts'
import { asStored } from '../../../geometry/storing/storable.ts'
import { temporaryFolder } from '../../support/library.ts'
import { Random } from '../../support/random.ts'
import { blot, region, reportSource } from '../reports/report.ts'

const slide = { name: 'one.svs', fingerprint: `sha256:${'a'.repeat(64)}`, width: 6000, height: 4100 }
const signal = new AbortController().signal

function fileOf(content: unknown, name = 'regions.geojson'): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(
    path,
    Buffer.isBuffer(content) || typeof content === 'string' ? content : JSON.stringify(content)
  )
  return path
}

const read = (content: unknown, name?: string) => readRegions(fileOf(content, name), slide, signal)
const refusal = (content: unknown, name?: string) => read(content, name).catch(error => error)

const square = (x: number, y: number, edge: number) => [
  [x, y],
  [x, y + edge],
  [x + edge, y + edge],
  [x + edge, y],
  [x, y]
]

/** A ring of edges that nearly all cross each other. */
function tangle(): number[][] {
  const random = new Random(5, 5)
  const ring = Array.from({ length: 5000 }, () => [random.below(6000), random.below(4100)])
  return [...ring, ring[0]!]
}

const feature = (geometry: unknown, properties: object = {}, more: object = {}) => ({
  type: 'Feature',
  geometry,
  properties: { objectType: 'annotation', ...properties },
  ...more
})
const polygon = (...rings: number[][][]) => ({ type: 'Polygon', coordinates: rings })
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features })

describe('files written by QuPath', () => {
  test('reads class and colour, name, description, lock and id', async () => {
    const { regions, passedOver } = await read(
      collection(
        feature(
          polygon(square(10, 20, 100), square(30, 40, 10)),
          {
            name: 'focus',
            classification: { name: 'Tumor', color: [200, 0, 0] },
            isLocked: true,
            measurements: { 'Area px^2': 10000, odd: 'NaN' },
            metadata: { ANNOTATION_DESCRIPTION: 'seen twice' }
          },
          { id: 'A1B2C3D4-0000-4000-8000-000000000001' }
        )
      )
    )
    expect(passedOver).toBe(0)
    expect(regions).toEqual([
      {
        id: 'a1b2c3d4-0000-4000-8000-000000000001',
        kind: 'polygon',
        geometry: {
          type: 'area',
          parts: [
            [
              [10, 20, 110, 20, 110, 120, 10, 120],
              [30, 40, 30, 50, 40, 50, 40, 40]
            ]
          ]
        },
        class: { name: 'Tumor', color: '#c80000' },
        name: 'focus',
        note: 'seen twice',
        locked: true,
        feature: 'feature 1 (id A1B2C3D4-0000-4000-8000-000000000001, “focus”)',
        clipped: false,
        repaired: false,
        notKept: { measurements: 2, metadata: 0 }
      }
    ])
  })

  test('reads older files (packed colour, lists of measurements, type as id) and derived classes', async () => {
    const { regions } = await read([
      feature(
        polygon(square(0, 0, 10)),
        {
          objectType: undefined,
          classification: { name: 'Stroma', colorRGB: -6895466 },
          measurements: [{ name: 'Area', value: 3 }]
        },
        { id: 'PathAnnotationObject' }
      ),
      feature(polygon(square(0, 0, 10)), {
        classification: { names: ['Tumor', 'Positive'], color: [1, 2, 3] }
      }),
      feature(polygon(square(0, 0, 10)))
    ])
    expect(regions.map(region => region.class)).toEqual([
      { name: 'Stroma', color: '#96c896' },
      { name: 'Tumor: Positive', color: '#010203' },
      null
    ])
    expect(regions[0]).not.toHaveProperty('id')
  })

  test('reads every shape, a single feature and the children of another object', async () => {
    const { regions, passedOver } = await read(
      collection(
        feature({ type: 'MultiPolygon', coordinates: [[square(0, 0, 10)], [square(50, 50, 10)]] }),
        feature({
          type: 'LineString',
          coordinates: [
            [1, 2],
            [3, 4]
          ]
        }),
        feature({ type: 'Point', coordinates: [5, 6] }),
        feature({
          type: 'MultiPoint',
          coordinates: [
            [7, 8],
            [9, 10]
          ]
        }),
        feature(polygon(square(0, 0, 10)), {
          objectType: 'detection',
          childObjects: [feature(polygon(square(1, 1, 2)), { name: 'child' })]
        })
      )
    )
    expect(regions.map(({ kind, geometry }) => [kind, geometry.type])).toEqual([
      ['polygon', 'area'],
      ['line', 'line'],
      ['point', 'point'],
      ['point', 'point'],
      ['point', 'point'],
      ['polygon', 'area']
    ])
    expect(passedOver).toBe(1)
    expect((await read(feature(polygon(square(0, 0, 10)), { name: 'alone' }))).regions[0]!.name).toBe('alone')
  })

  test('reads compressed files regardless of their name', async () => {
    const packed = gzipSync(JSON.stringify(collection(feature(polygon(square(0, 0, 10))))))
    for (const name of ['regions.geojson.gz', 'regions.geojson'])
      expect((await read(packed, name)).regions).toHaveLength(1)
  })
})

describe('files written by Ductal', () => {
  const hole: Geometry = {
    type: 'area',
    parts: [
      [
        [100, 100, 900, 100, 900, 900, 100, 900],
        [300, 300, 300, 500, 500, 500, 500, 300]
      ],
      [[1000, 1000, 1200, 1000, 1100, 1200]]
    ]
  }
  const drawn = [
    region(1, hole, {
      kind: 'brush',
      classId: 2,
      name: 'with a hole',
      note: 'a note\nof two lines',
      locked: true
    }),
    region(2, asStored(blot(2000, 1500, 700), slide), { kind: 'freehand' }),
    region(3, { type: 'ellipse', x: 3000.25, y: 2000.5, radiusX: 400, radiusY: 150, angle: 0.7 }),
    region(4, { type: 'line', points: [10, 10, 500, 20.5, 600, 700] }),
    region(5, { type: 'point', x: 1234.5, y: 678 })
  ]
  const file = () => [...geojsonOf(recordOf(reportSource({ regions: drawn })))].join('')

  test('keep shape, tool, class, colour, name, note, lock and id', async () => {
    const { regions } = await read(file())
    for (const [index, before] of drawn.entries()) {
      const { id, kind, name, note, locked } = before
      expect(regions[index]).toMatchObject({ id, kind, name, note, locked })
      expect(areaOf(regions[index]!.geometry)).toBeCloseTo(areaOf(before.geometry), 6)
      if (before.geometry.type !== 'area') expect(regions[index]!.geometry).toEqual(before.geometry)
      else expect(pointsOf(regions[index]!.geometry)).toEqual(pointsOf(before.geometry))
    }
    expect(regions[0]!.class).toEqual({ name: 'DCIS', color: '#e69f00' })
  })

  test('an ellipse moved in another program is read as its current polygon', async () => {
    const document = JSON.parse(file())
    for (const position of document.features[2].geometry.coordinates[0]) position[0] += 10
    expect((await read(document)).regions[2]).toMatchObject({ kind: 'polygon', geometry: { type: 'area' } })
  })

  test('geometry follows the rules: closed, simple, oriented as in RFC 7946, no MultiPolygon of one part', () => {
    const { features } = JSON.parse(file())
    const polygons = features.flatMap(({ geometry }: ReturnType<typeof featureOf>) =>
      geometry.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry.type === 'MultiPolygon'
          ? geometry.coordinates
          : []
    ) as [number, number][][][]
    expect(polygons).toHaveLength(4)
    for (const rings of polygons)
      for (const [index, ring] of rings.entries()) {
        expect(ring.length).toBeGreaterThanOrEqual(4)
        expect(ring[0]).toEqual(ring.at(-1))
        expect(Math.sign(signedArea(ring))).toBe(index === 0 ? 1 : -1)
        expect(crossings(ring)).toBe(0)
      }
    expect(features[0].geometry.type).toBe('MultiPolygon')
    expect(features[1].geometry.type).toBe('Polygon')
    for (const { id, properties } of features) {
      expect(id).toMatch(/^[\da-f-]{36}$/)
      expect(properties.objectType).toBe('annotation')
      for (const value of Object.values(properties.measurements)) expect(typeof value).toBe('number')
      for (const value of Object.values(properties.metadata)) expect(typeof value).toBe('string')
    }
    expect(features[0].properties).toMatchObject({
      isLocked: true,
      classification: { name: 'DCIS', color: [230, 159, 0] }
    })
    expect(features[1].properties).not.toHaveProperty('isLocked')
  })

  test('a file of another slide is refused', async () => {
    const path = fileOf(file())
    const other = { ...slide, name: 'two.svs', fingerprint: `sha256:${'b'.repeat(64)}` }
    await expect(readRegions(path, other, signal)).rejects.toMatchObject({
      code: 'import/other-slide',
      message: expect.stringContaining('Mamma, „links“.svs')
    })
    // The library knows the slide by the fingerprint of an older rule, too.
    const [stated] = /sha256:[\da-f]{64}/.exec(file())!
    await expect(readRegions(path, { ...other, formers: [stated] }, signal)).resolves.toMatchObject({
      passedOver: 0
    })
  })
})

describe('refuses an unusable file in one sentence', () => {
  const open = square(0, 0, 10).slice(0, 4)
  const fine = feature(polygon(square(0, 0, 10)))
  test.each<[string, unknown, string, RegExp]>([
    [
      'an open ring',
      collection(fine, feature(polygon(open), { name: 'edge' })),
      'import/bad-region',
      /feature 2 \(“edge”\) of .*open/
    ],
    [
      'a coordinate that is null',
      collection(feature(polygon([[null as never, 1], ...square(0, 0, 10)]))),
      'import/bad-region',
      /not a number/
    ],
    [
      'a coordinate that is a text',
      collection(feature({ type: 'Point', coordinates: ['NaN', 1] })),
      'import/bad-region',
      /not a number/
    ],
    [
      'too few points',
      collection(
        feature(
          polygon([
            [0, 0],
            [1, 1],
            [0, 0]
          ])
        )
      ),
      'import/bad-region',
      /fewer than four/
    ],
    ['no geometry', collection(feature(null)), 'import/bad-region', /feature 1 of .* no geometry/],
    [
      'no area',
      collection(fine, feature(polygon(square(9, 9, 0)), { name: 'flat' }, { id: 'roi-7' })),
      'import/bad-region',
      /feature 2 \(id roi-7, “flat”\) of .* encloses no area/
    ],
    [
      'no area in a child object',
      collection(
        fine,
        feature(polygon(square(0, 0, 9)), { childObjects: [feature(polygon(square(9, 9, 0)))] })
      ),
      'import/bad-region',
      /feature 2, child 1 of /
    ],
    [
      'an outline that crosses itself for ever',
      collection(feature(polygon(tangle()))),
      'import/bad-region',
      /feature 1 .*crosses itself too often/
    ],
    [
      'one region of three beyond the slide',
      collection(fine, fine, feature(polygon(square(5900, 10, 300)))),
      'import/bad-region',
      /Feature 3 extends 200 pixels beyond the right edge of one\.svs, which has 6000 × 4100 pixels/
    ],
    [
      'two regions of five beyond the slide',
      collection(
        fine,
        feature(polygon(square(10, 4000, 300))),
        fine,
        fine,
        feature(polygon(square(-300, 0, 9)))
      ),
      'import/bad-region',
      /Feature 2 extends 200 pixels beyond the bottom edge .*, and so does 1 other region/
    ],
    [
      'a shape that no region has',
      collection(feature({ type: 'GeometryCollection', geometries: [] })),
      'import/bad-region',
      /GeometryCollection/
    ],
    [
      'something that is no feature',
      collection({ type: 'Polygon' }),
      'import/bad-region',
      /is not a GeoJSON feature/
    ],
    ['x and y swapped', collection(feature(polygon(square(50, 5000, 500)))), 'import/other-slide', /swapped/],
    [
      'another slide',
      collection(feature(polygon(square(50_000, 40_000, 500)))),
      'import/other-slide',
      /6000 × 4100 pixels/
    ],
    [
      'degrees or µm below zero',
      collection(feature(polygon(square(-900, 10, 500)))),
      'import/other-slide',
      /top left/
    ],
    [
      'tiles alone',
      collection(feature(polygon(square(0, 0, 9)), { objectType: 'tile' })),
      'import/nothing',
      /its only object is a tile/
    ],
    ['nothing', collection(), 'import/nothing', /no annotations/],
    ['a geometry by itself', polygon(square(0, 0, 10)), 'import/not-geojson', /Polygon/],
    [
      'a coordinate that is NaN',
      '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[NaN,1]}}]}',
      'import/bad-region',
      /feature 1 .*coordinate that is not a number/
    ],
    [
      'half a file',
      JSON.stringify(collection(fine, fine)).slice(0, -20),
      'import/not-geojson',
      /is incomplete/
    ],
    ['a table', 'minx,miny\n1,2\n', 'import/not-geojson', /is not valid JSON/],
    ['an empty file', '', 'import/not-geojson', /empty/],
    [
      'a damaged archive',
      gzipSync(JSON.stringify(collection(fine))).subarray(0, 60),
      'import/not-geojson',
      /damaged/
    ]
  ])('%s', async (_, content, code, sentence) => {
    const failure = await refusal(content)
    expect(failure).toMatchObject({ code, message: expect.stringMatching(sentence) })
    expect(failure.message).toMatch(/regions\.geojson.*\.$/)
  })

  test('refuses a folder and a missing file', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'sub'))
    await expect(readRegions(join(folder, 'sub'), slide, signal)).rejects.toMatchObject({
      code: 'import/not-geojson'
    })
    await expect(readRegions(join(folder, 'none'), slide, signal)).rejects.toMatchObject({
      code: 'path/missing'
    })
  })
})

describe('large files', () => {
  async function large(count: number, objectType: string): Promise<string> {
    const path = join(temporaryFolder(), 'large.geojson')
    const file = createWriteStream(path)
    file.write('{"type":"FeatureCollection","features":[\n')
    for (let i = 0; i < count; i++) {
      const one = JSON.stringify(feature(polygon(square(i % 1000, Math.floor(i / 1000), 1)), { objectType }))
      if (!file.write(`${i === 0 ? '' : ',\n'}${one}`)) await once(file, 'drain')
    }
    file.end('\n]}\n')
    await once(file, 'finish')
    return path
  }
  const inProcess = (path: string) =>
    JSON.parse(
      execFileSync(process.execPath, [join(import.meta.dirname, 'million.ts'), path], { encoding: 'utf8' })
    )

  test('skips a million tiles in under 300 MB', async () => {
    const answer = inProcess(await large(1_000_000, 'tile'))
    expect(answer).toMatchObject({
      code: 'import/nothing',
      message: expect.stringContaining('1000000 objects')
    })
    expect(answer.megabytes).toBeLessThan(300)
  })

  test('refuses more annotations than a review holds before reading all of them', async () => {
    const answer = inProcess(await large(200_000, 'annotation'))
    expect(answer).toMatchObject({ code: 'import/too-many' })
    expect(answer.megabytes).toBeLessThan(300)
  })
})

const pointsOf = (geometry: Geometry): string[] =>
  geometry.type !== 'area'
    ? []
    : geometry.parts
        .flat()
        .flatMap(ring =>
          Array.from({ length: ring.length / 2 }, (_, i) => `${ring[2 * i]} ${ring[2 * i + 1]}`)
        )
        .sort()

function areaOf(geometry: Geometry): number {
  if (geometry.type === 'ellipse') return Math.PI * geometry.radiusX * geometry.radiusY
  if (geometry.type !== 'area') return 0
  const pairs = (ring: number[]) =>
    Array.from({ length: ring.length / 2 }, (_, i): [number, number] => [ring[2 * i]!, ring[2 * i + 1]!])
  return geometry.parts.reduce(
    (sum, rings) =>
      sum +
      rings.reduce(
        (part, ring, i) =>
          part + (i === 0 ? 1 : -1) * Math.abs(signedArea([...pairs(ring), pairs(ring)[0]!])),
        0
      ),
    0
  )
}

/** Positive for rings that run counterclockwise where y points up. */
const signedArea = (ring: [number, number][]) =>
  ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i]![0] * y - x * ring[i]![1], 0) / 2

/** Number of pairs of edges of a ring that cross, not counting neighbours. */
function crossings(ring: [number, number][]): number {
  const side = (a: [number, number], b: [number, number], c: [number, number]) =>
    Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
  let found = 0
  const edges = ring.length - 1
  for (let i = 0; i < edges; i++)
    for (let j = i + 2; j < edges; j++) {
      if (i === 0 && j === edges - 1) continue
      const [a, b, c, d] = [ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!]
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) found++
    }
  return found
}
