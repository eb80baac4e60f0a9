import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportRun } from '../../../electron/host/exports/export.ts'
import { destination } from '../../support/saving.ts'
import { tinyDisk } from '../../support/tinyDisk.ts'
import { source } from './source.ts'

test('a full disk keeps the previous file and leaves no partial one', async ({ skip }) => {
  const disk = tinyDisk(64)
  if (!disk) return skip('this user may not mount a small disk')
  const { folder } = disk
  const path = join(folder, 'run.geojson')
  writeFileSync(path, 'before')
  const predictions = Array.from({ length: 1000 }, (_, row) => ({
    row,
    col: 0,
    probability: 0.5,
    network: null,
    flag: null
  }))
  const to = await destination(path, 'geojson')
  const failure = await exportRun({ ...source({ predictions }), format: 'geojson', to }).catch(error => error)
  expect(failure).toMatchObject({ code: 'disk/full' })
  expect(readdirSync(folder)).toEqual(['run.geojson'])
  expect(readFileSync(path, 'utf8')).toBe('before')
})
