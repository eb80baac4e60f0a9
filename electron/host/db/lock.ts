import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { DuctalError } from '../../../contract/errors.ts'

/**
 * Holds a data folder for this process alone. The lock is a transaction on a file of its own: the system
 * lets go of it however the process ends, and other programs may still read the library meanwhile.
 * @throws DuctalError `library/in-use` where another process holds it.
 */
export function lockFolder(folder: string): () => void {
  const lock = new Sqlite(join(folder, 'library.lock'), { timeout: 0 })
  try {
    // Without a journal a killed process leaves nothing to recover beside the lock.
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY'))
      throw new DuctalError(
        'library/in-use',
        `Another Ductal has the library in ${folder} open: close it, or choose another data folder.`
      )
    throw error
  }
  return () => lock.close()
}
