import { join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import { isDamage } from './errors.ts'
import { openSqlite } from './sqlite.ts'

/**
 * Locks a data folder for this process. The lock is a transaction on a separate file: the system
 * releases it however the process ends, and other programs can still read the library.
 * @throws DuctalError `library/in-use` if another process holds the lock
 */
export function lockFolder(folder: string): () => void {
  const lock = openSqlite(join(folder, 'library.lock'), { timeout: 0 })
  try {
    // Without a journal file, a killed process leaves nothing to recover next to the lock.
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY'))
      throw new DuctalError(
        'library/in-use',
        `The library in ${folder} is open in another Ductal. Close it, or choose another data folder.`
      )
    if (isDamage(error))
      throw new DuctalError(
        'library/unwritable',
        `The file library.lock in ${folder} was changed by another program. Delete it: it holds no data.`,
        { cause: error }
      )
    throw error
  }
  return () => lock.close()
}
