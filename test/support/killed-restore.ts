/**
 * Restores the library in the data folder of the command line, and kills itself before the change
 * of a file that `DUCTAL_TEST_STEP` counts: 0 for the first one.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { restoreLibrary } from '../../electron/host/db/restore.ts'
import { guardedLog } from '../../electron/host/review/log/log.ts'

let left = Number(process.env.DUCTAL_TEST_STEP)
const changes = ['copyFileSync', 'linkSync', 'renameSync', 'rmSync', 'writeSync', 'fsyncSync'] as const
for (const name of changes) {
  const original = fs[name] as (...values: unknown[]) => unknown
  Object.assign(fs, {
    [name]: (...values: unknown[]) => {
      if (left-- === 0) process.kill(process.pid, 'SIGKILL')
      return original(...values)
    }
  })
}
// Some file systems have no links.
if (process.env.DUCTAL_TEST_LINKS === 'none')
  Object.assign(fs, {
    linkSync() {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' })
    }
  })
syncBuiltinESMExports()

restoreLibrary(process.argv[2] ?? '', undefined, guardedLog)
