import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../../support/library.ts'
import { reviewedRun } from '../../../../support/review.ts'

function fileOf(...features: unknown[]): string {
  const path = join(temporaryFolder(), 'regions.geojson')
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }))
  return path
}

const feature = (number: number, properties: object = {}, edge = 1000) => ({
  type: 'Feature',
  id: `a1b2c3d4-0000-4000-8000-${String(number).padStart(12, '0')}`,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [number * 1000, 0],
        [number * 1000, edge],
        [number * 1000 + edge, edge],
        [number * 1000 + edge, 0],
        [number * 1000, 0]
      ]
    ]
  },
  properties: { objectType: 'annotation', ...properties }
})

test('an import is one action that includes new classes; undo removes the regions', async () => {
  const { ask, runId, told } = reviewedRun()
  const path = fileOf(
    feature(1, { classification: { name: 'Stroma', color: [1, 2, 3] }, name: 'one' }),
    feature(2, { classification: { name: 'idc', color: [9, 9, 9] }, isLocked: true }),
    feature(3)
  )
  const imported = await ask('regions.import', { runId, path })
  expect(imported).toEqual({
    regions: 3,
    classes: ['Stroma'],
    passedOver: 0,
    known: 0,
    clipped: 0,
    repaired: 0,
    notKept: { measurements: 0, metadata: 0 }
  })
  const classes = ask('classes.list', undefined)
  const regions = ask('regions.list', { runId })
  expect(regions.map(({ origin }) => origin)).toEqual(['imported', 'imported', 'imported'])
  expect(regions.map(({ classId }) => classes.find(({ id }) => id === classId)!.name)).toEqual([
    'Stroma',
    'IDC',
    'IDC'
  ])
  expect(regions.map(({ locked }) => locked)).toEqual([false, true, false])
  expect(ask('review.actions', { runId })[0]).toMatchObject({ kind: 'regions.import', count: 3 })
  expect(told.map(({ type }) => type)).toEqual(expect.arrayContaining(['classes', 'regions', 'review']))
  ask('review.undo', { runId })
  expect(ask('regions.list', { runId })).toEqual([])
  expect(ask('review.verify', { runId }).faults).toEqual([])
})

test('skips known regions, and imports nothing when one of them differs', async () => {
  const { ask, runId } = reviewedRun()
  await ask('regions.import', { runId, path: fileOf(feature(1), feature(2)) })
  expect(await ask('regions.import', { runId, path: fileOf(feature(2), feature(3)) })).toMatchObject({
    regions: 1,
    known: 1
  })
  const before = ask('review.get', { runId }).sequence
  const changed = fileOf(feature(4), feature(1, { name: 'renamed' }))
  await expect(ask('regions.import', { runId, path: changed })).rejects.toMatchObject({
    code: 'import/known'
  })
  expect(ask('review.get', { runId }).sequence).toBe(before)
  expect(ask('regions.list', { runId })).toHaveLength(3)
})

test('a refused region rolls back the whole import, including new classes', async () => {
  const { ask, runId } = reviewedRun()
  const flat = feature(2)
  for (const position of flat.geometry.coordinates[0]!) position[1] = 0
  const path = fileOf(feature(1, { classification: { name: 'Stroma', color: [1, 2, 3] } }), flat)
  await expect(ask('regions.import', { runId, path })).rejects.toMatchObject({ code: 'import/bad-region' })
  expect(ask('regions.list', { runId })).toEqual([])
  expect(ask('classes.list', undefined).map(({ name }) => name)).not.toContain('Stroma')
  expect(ask('review.verify', {}).faults).toEqual([])
})

test('refuses an import into a signed review or without a reviewer', async () => {
  const { ask, runId } = reviewedRun()
  ask('review.label', { runId, label: 'positive', spans: [10, 10, 1] })
  ask('review.sign', { runId, meaning: 'Reviewed.' })
  await expect(ask('regions.import', { runId, path: fileOf(feature(1)) })).rejects.toMatchObject({
    code: 'review/signed'
  })
  const nobody = reviewedRun({ reviewer: '' })
  await expect(
    nobody.ask('regions.import', { runId: nobody.runId, path: fileOf(feature(1)) })
  ).rejects.toMatchObject({ code: 'review/no-reviewer' })
})

/** A feature without an id. */
const bare = (geometry: unknown, properties: object = {}) => ({
  type: 'Feature',
  geometry,
  properties: { objectType: 'annotation', ...properties }
})
const ring = (...points: [number, number][]) => [...points, points[0]]
const box = (x: number, y: number, edge: number) =>
  ring([x, y], [x + edge, y], [x + edge, y + edge], [x, y + edge])
const polygon = (...coordinates: unknown[]) => ({ type: 'Polygon', coordinates })
/** As QuPath writes an ellipse. */
const ellipse = {
  ...polygon(
    ring(
      ...Array.from({ length: 64 }, (_, i): [number, number] => [
        5000.25 + 300 * Math.cos((i * Math.PI) / 32),
        4000 + 200.5 * Math.sin((i * Math.PI) / 32)
      ])
    )
  ),
  isEllipse: true
}

describe('a file imported twice changes nothing', () => {
  test.each<[string, unknown[], number]>([
    ['no ids', [bare(polygon(box(0, 0, 100)), { name: 'one' }), bare(polygon(box(300, 0, 100)))], 2],
    [
      'a set of points with one id',
      [
        {
          ...feature(1),
          geometry: {
            type: 'MultiPoint',
            coordinates: [
              [1, 2],
              [3, 4]
            ]
          }
        }
      ],
      2
    ],
    [
      'several lines',
      [
        bare({
          type: 'MultiLineString',
          coordinates: [
            [
              [1, 2],
              [3, 4]
            ],
            [
              [5, 6],
              [7, 9]
            ]
          ]
        })
      ],
      2
    ],
    ['a ring that crosses itself', [bare(polygon(ring([0, 0], [100, 100], [100, 0], [0, 100])))], 1],
    [
      'the same with an id',
      [{ ...feature(1), geometry: polygon(ring([0, 0], [100, 100], [100, 0], [0, 100])) }],
      1
    ],
    [
      'corners between the steps of the lattice',
      [bare(polygon(ring([0.123, 0.77], [1000 / 3, 5], [99, 200 / 7])))],
      1
    ],
    ['a ring that runs the other way', [bare(polygon(box(0, 0, 100).reverse()))], 1],
    ['an ellipse of QuPath', [bare(ellipse)], 1],
    ['a region that extends beyond the slide', [bare(polygon(box(-50, -50, 500)))], 1],
    [
      'a region without and one with a class',
      [bare(polygon(box(0, 0, 9))), bare(polygon(box(20, 0, 9)), { classification: { name: 'Stroma' } })],
      2
    ],
    ['foreign ids', [{ ...bare(polygon(box(0, 0, 9))), id: 'roi-7' }], 1],
    ['the same region twice', [bare(polygon(box(0, 0, 9))), bare(polygon(box(0, 0, 9)))], 1],
    ['the same region twice, with its id', [feature(1), feature(1)], 1],
    [
      'two regions of one shape',
      [bare(polygon(box(0, 0, 9)), { name: 'a' }), bare(polygon(box(0, 0, 9)), { name: 'b' })],
      2
    ]
  ])('%s', async (_, features, regions) => {
    const { ask, runId } = reviewedRun()
    const path = fileOf(...features)
    expect(await ask('regions.import', { runId, path })).toMatchObject({ regions })
    const { sequence } = ask('review.get', { runId })
    expect(await ask('regions.import', { runId, path })).toMatchObject({
      regions: 0,
      known: expect.any(Number),
      classes: [],
      repaired: 0,
      clipped: 0
    })
    expect(ask('review.get', { runId }).sequence).toBe(sequence)
    expect(ask('regions.list', { runId })).toHaveLength(regions)
    expect(ask('review.verify', {}).faults).toEqual([])
  })

  test('a lock or a note that the review added makes no other region', async () => {
    const { ask, runId } = reviewedRun()
    const path = fileOf(feature(1), bare(polygon(box(0, 5000, 9))))
    await ask('regions.import', { runId, path })
    const [withId, without] = ask('regions.list', { runId }).map(({ id }) => id)
    ask('regions.update', { runId, regionIds: [without!], change: { note: 'seen' } })
    ask('regions.update', { runId, regionIds: [withId!, without!], change: { locked: true } })
    expect(await ask('regions.import', { runId, path })).toMatchObject({ regions: 0, known: 2 })
  })
})

test('keeps an ellipse of QuPath, unless its polygon was edited', async () => {
  const { ask, runId } = reviewedRun()
  const edited = structuredClone(ellipse)
  ;(edited.coordinates[0] as [number, number][])[5]![0] += 20
  await ask('regions.import', { runId, path: fileOf(bare(ellipse), bare(edited)) })
  const shapes = ask('regions.list', { runId }).map(({ id }) => ask('regions.get', { runId, regionId: id }))
  expect(shapes.map(({ kind }) => kind)).toEqual(['ellipse', 'polygon'])
  expect(shapes[0]!.geometry).toEqual({
    type: 'ellipse',
    x: expect.closeTo(5000.25, 9),
    y: expect.closeTo(4000, 9),
    radiusX: expect.closeTo(300, 9),
    radiusY: expect.closeTo(200.5, 9),
    angle: 0
  })
})

test('counts what was cut, repaired and not kept', async () => {
  const { ask, runId } = reviewedRun()
  const path = fileOf(
    bare(polygon(box(-50, 0, 500)), {
      measurements: { Area: 1, Length: 2 },
      metadata: { author: 'x' },
      weight: 3
    }),
    bare(polygon(box(900, 0, 500), box(950, 50, 100), box(975, 75, 20)))
  )
  expect(await ask('regions.import', { runId, path })).toMatchObject({
    regions: 2,
    clipped: 1,
    repaired: 1,
    notKept: { measurements: 2, metadata: 2 }
  })
  expect(ask('regions.list', { runId }).map(({ bounds }) => bounds.minX)).toEqual([0, 900])
})

test('refuses another region with a known id and names file, feature and difference', async () => {
  const { ask, runId } = reviewedRun()
  const refusal = (...features: unknown[]) =>
    expect(ask('regions.import', { runId, path: fileOf(...features) })).rejects
  await refusal(feature(1, { name: 'a' }), feature(1, { name: 'b' })).toMatchObject({
    code: 'import/known',
    message: expect.stringMatching(
      /regions\.geojson.*feature 2 \(id a1b2c3d4-\S+, “b”\) has the same id as its feature 1 .*another name/
    )
  })
  await ask('regions.import', { runId, path: fileOf(feature(1, { name: 'a' })) })
  await refusal(feature(2), feature(1, { name: 'a' }, 500)).toMatchObject({
    code: 'import/known',
    message: expect.stringMatching(
      /feature 2 .*has the same id as region “a” of the review, but another shape/
    )
  })
  expect(ask('regions.list', { runId })).toHaveLength(1)
})
