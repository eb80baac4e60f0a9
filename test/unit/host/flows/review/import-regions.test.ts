import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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
  expect(imported).toEqual({ regions: 3, classes: ['Stroma'], passedOver: 0, known: 0 })
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
  await expect(ask('regions.import', { runId, path })).rejects.toMatchObject({ code: 'region/bad-geometry' })
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
