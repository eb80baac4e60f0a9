import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Geometry } from '../../../contract/review/region.ts'
import { disc, reviewedRun } from '../../support/review.ts'

/** A rectangle in level-0 pixels of 0.25 µm; a patch is 800 pixels wide. */
const rectangle = (x: number, y: number, width: number, height: number): Geometry => ({
  type: 'area',
  parts: [[[x, y, x + width, y, x + width, y + height, x, y + height]]]
})

test('measures a region exactly', async () => {
  const { ask, runId } = reviewedRun()
  const [region] = await ask('regions.add', {
    runId,
    regions: [{ kind: 'rectangle', geometry: rectangle(8000, 4800, 3200, 2400), name: 'a focus' }]
  })
  expect(region).toMatchObject({
    kind: 'rectangle',
    classId: 1,
    name: 'a focus',
    origin: 'drawn',
    bounds: { minX: 8000, minY: 4800, maxX: 11_200, maxY: 7200 }
  })
  const inside: number[] = []
  for (let row = 6; row < 9; row++) for (let col = 10; col < 14; col++) inside.push(disc(row, col))
  const measures = await ask('regions.measure', { runId, of: { regionId: region!.id } })
  expect(measures).toEqual({
    areaMm2: 0.48,
    perimeterMm: 2.8,
    largestDiameterMm: 1,
    lengthMm: null,
    patches: 12,
    positive: inside.filter(probability => probability >= 0.5).length,
    meanProbability: expect.closeTo(inside.reduce((a, b) => a + b) / 12, 12),
    maxProbability: Math.max(...inside)
  })
})

test('excludes a hole from the area and from the patch count', async () => {
  const { ask, runId } = reviewedRun()
  const geometry: Geometry = {
    type: 'area',
    parts: [
      [
        [0, 0, 8000, 0, 8000, 8000, 0, 8000],
        [2400, 2400, 2400, 5600, 5600, 5600, 5600, 2400]
      ]
    ]
  }
  expect(await ask('regions.measure', { runId, of: { geometry } })).toMatchObject({
    areaMm2: (8 * 8 - 3.2 * 3.2) / 16,
    patches: 100 - 16,
    largestDiameterMm: Math.hypot(2, 2)
  })
})

test('measures ellipse, line and point', async () => {
  const { ask, runId } = reviewedRun()
  const of = (geometry: Geometry) => ask('regions.measure', { runId, of: { geometry } })
  expect(
    await of({ type: 'ellipse', x: 8000, y: 8000, radiusX: 4000, radiusY: 2000, angle: 0.3 })
  ).toMatchObject({
    areaMm2: expect.closeTo((Math.PI * 4 * 2) / 16, 9),
    perimeterMm: expect.closeTo(4.8442, 3),
    largestDiameterMm: 2
  })
  expect(await of({ type: 'line', points: [0, 0, 3000, 4000, 3000, 8000] })).toMatchObject({
    areaMm2: null,
    lengthMm: 2.25,
    largestDiameterMm: Math.hypot(3, 8) / 4,
    patches: 0
  })
  expect(await of({ type: 'point', x: 1, y: 1 })).toMatchObject({ areaMm2: null, lengthMm: null, patches: 0 })
})

test('stores a bow tie as its two halves', async () => {
  const { ask, runId } = reviewedRun()
  const geometry: Geometry = { type: 'area', parts: [[[0, 0, 800, 800, 800, 0, 0, 800]]] }
  const [region] = await ask('regions.add', { runId, regions: [{ kind: 'freehand', geometry }] })
  expect(region!.geometry).toMatchObject({ type: 'area', parts: [expect.anything(), expect.anything()] })
  expect((await ask('regions.measure', { runId, of: { regionId: region!.id } })).areaMm2).toBeCloseTo(
    0.02,
    12
  )
})

test('regions can be changed, locked and removed, and every step can be undone', async () => {
  const { ask, runId, told } = reviewedRun()
  const id = randomUUID()
  await ask('regions.add', {
    runId,
    regions: [{ id, kind: 'rectangle', geometry: rectangle(0, 0, 800, 800) }]
  })
  await ask('regions.update', {
    runId,
    regionIds: [id],
    change: { classId: 2, note: 'a note', locked: true }
  })
  expect(() => ask('regions.remove', { runId, regionIds: [id] })).toThrow(
    expect.objectContaining({ code: 'region/locked' })
  )
  await ask('regions.update', { runId, regionIds: [id], change: { locked: false } })
  await ask('regions.update', { runId, regionIds: [id], change: { geometry: rectangle(0, 0, 1600, 800) } })
  expect(told.at(-2)).toMatchObject({ type: 'regions', changed: [{ id, classId: 2 }], removed: [] })
  ask('regions.remove', { runId, regionIds: [id] })
  expect(told.at(-2)).toMatchObject({ type: 'regions', changed: [], removed: [id] })
  expect(ask('regions.list', { runId })).toEqual([])
  ask('review.undo', { runId })
  expect(ask('regions.get', { runId, regionId: id })).toMatchObject({
    note: 'a note',
    bounds: { maxX: 1600 }
  })
  ask('review.undo', { runId })
  expect(ask('regions.list', { runId })).toMatchObject([{ id, areaMm2: 0.04, bounds: { maxX: 800 } }])
  ask('review.undo', { runId })
  expect(ask('regions.get', { runId, regionId: id })).toMatchObject({ locked: true })
  ask('review.undo', { runId })
  ask('review.undo', { runId })
  expect(ask('review.get', { runId })).toMatchObject({ regions: 0, undo: null })
  expect(ask('review.verify', {}).faults).toEqual([])
})

test('merges and subtracts regions', async () => {
  const { ask, runId } = reviewedRun()
  const [a, b, c] = await ask('regions.add', {
    runId,
    regions: [
      { kind: 'rectangle', geometry: rectangle(0, 0, 1600, 1600) },
      { kind: 'rectangle', geometry: rectangle(800, 800, 1600, 1600) },
      {
        kind: 'ellipse',
        geometry: { type: 'ellipse', x: 1200, y: 1200, radiusX: 200, radiusY: 200, angle: 0 }
      }
    ]
  })
  const merged = await ask('regions.merge', { runId, regionId: a!.id, operand: { regionIds: [b!.id] } })
  const area = async () => (await ask('regions.measure', { runId, of: { regionId: a!.id } })).areaMm2
  expect(merged.kind).toBe('polygon')
  expect(await area()).toBeCloseTo(0.16 * 2 - 0.04, 12)
  expect(ask('regions.list', { runId }).map(({ id }) => id)).toEqual([a!.id, c!.id])
  await ask('regions.subtract', { runId, regionId: a!.id, operand: { regionIds: [c!.id] } })
  expect(ask('regions.get', { runId, regionId: a!.id }).geometry).toMatchObject({
    parts: [[expect.anything(), expect.anything()]]
  })
  expect(await area()).toBeCloseTo(0.28 - Math.PI * 0.05 ** 2, 5)
  expect(
    await ask('regions.subtract', {
      runId,
      regionId: c!.id,
      operand: { geometry: rectangle(0, 0, 4000, 4000) }
    })
  ).toBeNull()
  for (let i = 0; i < 3; i++) ask('review.undo', { runId })
  expect(ask('regions.list', { runId })).toHaveLength(3)
  expect(await area()).toBe(0.16)
  expect(ask('review.verify', {}).faults).toEqual([])
})

test('touching positive patches become a region along the grid lines', async () => {
  const { ask, runId } = reviewedRun()
  ask('review.label', { runId, label: 'negative', spans: [10, 15, 1] })
  const region = await ask('regions.fromPatches', { runId, row: 8, col: 15 })
  expect(region).toMatchObject({ kind: 'polygon', origin: 'patches' })
  const measures = await ask('regions.measure', { runId, of: { regionId: region.id } })
  let count = 0
  for (let row = 0; row < 20; row++) for (let col = 0; col < 30; col++) if (disc(row, col) >= 0.5) count++
  expect(measures).toMatchObject({ patches: count - 1, positive: count - 1 })
  expect(measures.areaMm2).toBeCloseTo((count - 1) * 0.04, 12)
  expect(region.geometry).toMatchObject({ parts: [[expect.anything(), expect.anything()]] })
  expect((region.geometry as { parts: number[][][] }).parts.flat(2).every(value => value % 800 === 0)).toBe(
    true
  )
  await expect(ask('regions.fromPatches', { runId, row: 0, col: 0 })).rejects.toMatchObject({
    code: 'region/not-positive'
  })
})

test('the viewport finds the regions it touches, larger ones first', async () => {
  const { ask, runId } = reviewedRun()
  const added = await ask('regions.add', {
    runId,
    regions: Array.from({ length: 400 }, (_, i) => ({
      kind: 'rectangle' as const,
      geometry: rectangle((i % 20) * 1000, Math.floor(i / 20) * 1000, 100 + i, 100)
    }))
  })
  const found = ask('regions.within', { runId, bounds: { minX: 2050, minY: 3050, maxX: 4050, maxY: 3060 } })
  expect(found.map(({ id }) => id)).toEqual([64, 63, 62].map(index => added[index]!.id))
  expect(
    ask('regions.within', { runId, bounds: { minX: 0, minY: 0, maxX: 1e5, maxY: 1e5 }, smallest: 490 })
  ).toHaveLength(10)
})

test('refuses an invalid region with a sentence', async () => {
  const { ask, runId } = reviewedRun()
  const refused = (kind: 'rectangle' | 'ellipse', geometry: Geometry) =>
    expect(ask('regions.add', { runId, regions: [{ kind, geometry }] })).rejects.toMatchObject({
      code: 'region/bad-geometry'
    })
  await refused('rectangle', { type: 'point', x: 1, y: 1 })
  await refused('ellipse', rectangle(0, 0, 10, 10))
  await refused('rectangle', rectangle(90_000, 0, 10, 10))
  await refused('rectangle', { type: 'area', parts: [[[0, 0, 10, 10, 20, 20]]] })
  expect(ask('review.get', { runId }).state).toBe('new')
})

test('a restored region keeps its position in the list', async () => {
  const { ask, runId } = reviewedRun()
  const ids: string[] = []
  for (let i = 0; i < 3; i++) {
    const [region] = await ask('regions.add', {
      runId,
      regions: [{ kind: 'rectangle', geometry: rectangle(i * 1000, 0, 800, 800) }]
    })
    ids.push(region!.id)
    // Regions are ordered by the millisecond in which they were added.
    const added = Date.now()
    await expect.poll(() => Date.now()).toBeGreaterThan(added)
  }
  ask('regions.remove', { runId, regionIds: [ids[0]!] })
  ask('review.undo', { runId })
  expect(ask('regions.list', { runId }).map(({ id }) => id)).toEqual(ids)
})
