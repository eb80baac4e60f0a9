import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  truncateSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Larger files are not copied to be looked at. */
const largest = 2 ** 34

/** Size that an SQLite file states in its header; 0 if the header states none. */
function statedSize(header: Buffer): number {
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  // The number of pages is valid if it was written together with the change counter.
  return header.readUInt32BE(24) === header.readUInt32BE(92) ? header.readUInt32BE(28) * pageSize : 0
}

function missingEnd(file: string): number {
  const handle = openSync(file, 'r')
  try {
    const header = Buffer.alloc(100)
    if (readSync(handle, header, 0, header.length, 0) < header.length) return 0
    const stated = statedSize(header)
    return stated > fstatSync(handle).size && stated <= largest ? stated : 0
  } finally {
    closeSync(handle)
  }
}

/**
 * SQLite reads nothing of a file that lacks its end, unless its protection against damaged schemas
 * is switched off. Zeros in place of the end make the rest readable: a temporary copy gets them.
 * @returns the copy; null if the file has the length that it states
 */
export function paddedCopy(file: string): { file: string; remove(): void } | null {
  const size = missingEnd(file)
  if (size === 0) return null
  const folder = mkdtempSync(join(tmpdir(), 'ductal-'))
  const copy = join(folder, 'library.sqlite')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    for (const end of ['', '-wal'])
      if (existsSync(file + end)) copyFileSync(file + end, copy + end, constants.COPYFILE_FICLONE)
    truncateSync(copy, size)
    return { file: copy, remove }
  } catch (error) {
    remove()
    throw error
  }
}
