import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openLibrary } from '../../../electron/host/db/open.ts'
import { migrationsFolder, temporaryFolder } from '../../support/library.ts'
import { reviewedRun } from '../../support/review.ts'
import { writePatchFolder } from '../../support/slides.ts'
import { ductal, patience } from '../../support/terminal.ts'

test('verify reports that nothing was changed, or what was, and can rebuild it', {
  timeout: patience
}, async () => {
  const data = temporaryFolder()
  const { ask, runId, db } = reviewedRun({ folder: data })
  ask('review.label', { runId, label: 'negative', spans: [10, 10, 10] })
  db.close()
  // The test process holds its lock until it exits, so the terminal program works on a copy.
  const copy = temporaryFolder()
  const file = join(copy, 'library.sqlite')
  const original = new Sqlite(join(data, 'library.sqlite'))
  original.prepare('VACUUM INTO ?').run(file)
  original.close()

  const whole = await ductal('verify', '--data', copy, '--json')
  expect(whole.code).toBe(0)
  expect(JSON.parse(whole.stdout)).toMatchObject({ entries: 4, reviews: 1, faults: [] })

  const other = new Sqlite(file)
  other.exec('UPDATE patch_labels SET label = 1 WHERE col = 12')
  other.close()
  const changed = await ductal('verify', String(runId), '--data', copy)
  expect(changed.code).toBe(8)
  expect(changed.stdout).toContain('the patch labels differ from the review log')

  expect((await ductal('verify', String(runId), '--rebuild', '--data', copy)).code).toBe(0)
  expect((await ductal('verify', '--all', '--data', copy)).stdout).toContain('No faults found')
  expect((await ductal('verify', '99', '--data', copy)).code).toBe(2)
  expect((await ductal('verify', '--rebuild', '--data', copy)).code).toBe(2)
})

test('relinks a moved slide and restores a damaged library', { timeout: patience }, async () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  const path = await writePatchFolder(join(folder, 'slides'), 2, 1)
  await ductal('analyze', path, '--data', data)
  renameSync(join(folder, 'slides'), join(folder, 'moved'))
  // Neither a file nor a pipe has files to look at.
  const file = await ductal('relink', join(data, 'library.sqlite'), '--data', data)
  expect(file).toMatchObject({ code: 3, stderr: expect.stringMatching(/library\.sqlite is .*\.\n$/) })
  const relinked = await ductal('relink', join(folder, 'moved'), '--data', data, '--json')
  expect(relinked.code).toBe(0)
  expect(JSON.parse(relinked.stdout)).toMatchObject({
    found: [{ from: path, to: join(folder, 'moved', '10001') }],
    missing: []
  })

  // The second start has backed up the library, which was no longer empty.
  writeFileSync(join(data, 'library.sqlite'), 'no database at all, '.repeat(1000))
  const refused = await ductal('slides', '--data', data)
  expect(refused.code).toBe(5)
  expect(refused.stderr).toContain('ductal restore')
  const restored = await ductal('restore', '--data', data)
  expect([restored.code, restored.stdout]).toEqual([0, expect.stringContaining('is kept as')])
  const { db, close } = openLibrary(data, migrationsFolder)
  expect(db.prepare('SELECT count(*) FROM predictions').pluck().get()).toBe(2)
  close()
})
