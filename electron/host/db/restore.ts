import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import { requireRegular } from '../../../files/regular.ts'
import { isWhole, listCopies } from './copies.ts'
import { lockFolder } from './lock.ts'

export interface Restored {
  /** The backup that replaced the library. */
  from: string
  /** Where the previous library is kept; null if there was none. */
  keptAs: string | null
}

/**
 * Replaces the library with a backup; the previous library is kept next to it, complete.
 * @param copy path of the backup; defaults to the newest intact one
 * @throws DuctalError library/no-copy, library/in-use, path/missing, path/irregular
 */
export function restoreLibrary(dataFolder: string, copy?: string): Restored {
  if (!existsSync(dataFolder))
    throw new DuctalError('path/missing', `The data folder ${dataFolder} does not exist. Check the path.`)
  const unlock = lockFolder(dataFolder)
  try {
    const from = copy === undefined ? newestWhole(dataFolder) : wholeCopy(copy)
    const file = join(dataFolder, 'library.sqlite')
    const part = `${file}.part`
    try {
      copyFileSync(from, part)
      const keptAs = setAside(file)
      renameSync(part, file)
      return { from, keptAs }
    } finally {
      rmSync(part, { force: true })
    }
  } finally {
    unlock()
  }
}

function newestWhole(dataFolder: string): string {
  const copy = listCopies(dataFolder).find(({ path }) => isWhole(path))
  if (copy) return copy.path
  throw new DuctalError(
    'library/no-copy',
    `${dataFolder} has no usable backup of the library. Give the path of a backup stored elsewhere.`
  )
}

function wholeCopy(path: string): string {
  if (!existsSync(path))
    throw new DuctalError('path/missing', `The file ${path} does not exist. Check the path.`)
  requireRegular(path, statSync(path))
  if (isWhole(path)) return path
  throw new DuctalError(
    'library/no-copy',
    `${path} is not a complete backup of a library. Choose another backup.`
  )
}

/** Renames the library together with its write-ahead log, under names that SQLite still matches. */
function setAside(file: string): string | null {
  if (!existsSync(file)) return null
  const name = `${file}.replaced-${Date.now()}`
  for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, name + end)
  return name
}
