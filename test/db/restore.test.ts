import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { copyDaily, listCopies } from '../../electron/host/db/copies.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { restoreLibrary } from '../../electron/host/db/restore.ts'
import { brokenChain } from '../../electron/host/review/audit/verify.ts'
import { guardedLog } from '../../electron/host/review/log/log.ts'
import { damageTable } from '../support/damage.ts'
import { migrationsFolder, temporaryFolder } from '../support/library.ts'
import { finishedRun, handlersOn } from '../support/review.ts'
import { ductal, patience } from '../support/terminal.ts'

const open = (folder: string) => openLibrary(folder, migrationsFolder, brokenChain, guardedLog)

/** Numbers of the label entries of a library. */
const labels = (file: string): number[] => {
  const db = new Sqlite(file, { readonly: true })
  try {
    return db.prepare(`SELECT sequence FROM review_log WHERE kind = 'label'`).pluck().all() as number[]
  } finally {
    db.close()
  }
}

/**
 * A data folder with a backup that has one label, and a library that has two: the second is in the
 * WAL only, as after a kill.
 */
async function killedLibrary() {
  const folder = temporaryFolder()
  const first = open(folder)
  const { id: runId } = finishedRun(first.db)
  const ask = handlersOn(first.db)
  ask('reviewers.add', { name: 'Ada Test' })
  ask('review.label', { runId, label: 'negative', spans: [1, 1, 1] })
  await copyDaily(first.db, folder)
  first.close()
  const second = open(folder)
  handlersOn(second.db)('review.label', { runId, label: 'negative', spans: [2, 2, 2] })
  second.confirm()
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  rmSync(join(copy, 'library.lock'))
  rmSync(join(copy, 'library.sqlite-shm'))
  second.close()
  return { folder: copy, file: join(copy, 'library.sqlite'), runId }
}

for (const links of ['some', 'none'])
  test.skipIf(process.platform === 'win32')(
    `a restore that is killed at any step is done, or finished by the next start (${links} links)`,
    { timeout: patience },
    async () => {
      const origin = await killedLibrary()
      let [step, finished, untouched] = [0, 0, 0]
      for (let ended = false; !ended; step += links === 'some' ? 1 : 3) {
        const folder = temporaryFolder()
        cpSync(origin.folder, folder, { recursive: true })
        const { signal, status, stderr } = spawnSync(
          process.execPath,
          [join(import.meta.dirname, '../support/killed-restore.ts'), folder],
          {
            env: { ...process.env, DUCTAL_TEST_STEP: String(step), DUCTAL_TEST_LINKS: links },
            encoding: 'utf8'
          }
        )
        ended = signal === null
        if (ended) expect(status, stderr).toBe(0)
        const { readOnlyReason, db, close } = open(folder)
        expect(readOnlyReason, `step ${step}`).toBeNull()
        const { length } = db.prepare(`SELECT 1 FROM review_log WHERE kind = 'label'`).all()
        close()
        // Either library is complete, and the one with both labels is never lost.
        const kept = readdirSync(folder).find(name => /\.replaced-\d+$/.test(name))
        if (length === 2) {
          untouched++
          expect(kept).toBeUndefined()
        } else {
          finished++
          expect(length, `step ${step}`).toBe(1)
          expect(labels(join(folder, kept ?? ''))).toHaveLength(2)
        }
        expect(readdirSync(folder).filter(name => /restoring/.test(name))).toEqual([])
      }
      expect([finished > 1, untouched > 1]).toEqual([true, true])
    }
  )

test('restore says how many entries only the previous library has', async () => {
  const { folder, file } = await killedLibrary()
  const { from, keptAs, kept } = restoreLibrary(folder, undefined, guardedLog)
  expect(from).toBe(listCopies(folder)[0]?.path)
  expect(kept).toEqual({ intact: true, further: 1 })
  expect(labels(keptAs ?? '')).toHaveLength(2)
  expect(labels(file)).toHaveLength(1)
  // Restoring the previous library brings everything back; the backup had nothing more.
  expect(restoreLibrary(folder, keptAs ?? '', guardedLog).kept).toEqual({ intact: true, further: 0 })
  expect(labels(file)).toHaveLength(2)
})

test('the terminal says only what is true of the previous library', { timeout: patience }, async () => {
  const missing = await killedLibrary()
  for (const name of ['library.sqlite', 'library.sqlite-wal']) rmSync(join(missing.folder, name))
  const none = await ductal('restore', '--data', missing.folder)
  expect(none.stdout).toContain('There was no previous library to keep.')
  expect(none.stdout).not.toContain('later work')

  const damaged = await killedLibrary()
  damageTable(damaged.file, 'predictions')
  const { stdout } = await ductal('restore', '--data', damaged.folder)
  expect(stdout).toMatch(/It is damaged. Its review log has 1 entry that the restored one lacks/)

  const nonsense = await killedLibrary()
  rmSync(`${nonsense.file}-wal`)
  writeFileSync(nonsense.file, 'no database at all, '.repeat(1000))
  expect((await ductal('restore', '--data', nonsense.folder)).stdout).toMatch(
    /It is damaged: whether .* unknown/
  )
})

test('a backup that is a library with a WAL is restored with its WAL', async () => {
  const source = await killedLibrary()
  const folder = temporaryFolder()
  open(folder).close()
  restoreLibrary(folder, source.file, guardedLog)
  expect(labels(join(folder, 'library.sqlite'))).toHaveLength(2)
  expect(existsSync(source.file)).toBe(true)
  expect(readFileSync(`${source.file}-wal`).length).toBeGreaterThan(0)
})
