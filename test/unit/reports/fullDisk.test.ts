import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exportRun } from '../../../electron/host/reports/export.ts'
import { temporaryFolder } from '../../support/library.ts'
import { source } from './source.ts'

/** A disk of 64 kB, where this user may mount one. */
function tinyDisk(): string | undefined {
  const folder = join(temporaryFolder(), 'disk')
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', [folder]))
  return folder
}

test('a full disk leaves the file of before, and nothing half-written', async ({ skip }) => {
  const folder = tinyDisk()
  if (!folder) return skip('this user may not mount a small disk')
  const path = join(folder, 'run.geojson')
  writeFileSync(path, 'before')
  const predictions = Array.from({ length: 1000 }, (_, row) => ({ row, col: 0, probability: 0.5 }))
  const failure = await exportRun({ ...source({ predictions }), format: 'geojson', path }).catch(
    error => error
  )
  expect(failure).toMatchObject({ code: 'disk/full' })
  expect(readdirSync(folder)).toEqual(['run.geojson'])
  expect(readFileSync(path, 'utf8')).toBe('before')
})
