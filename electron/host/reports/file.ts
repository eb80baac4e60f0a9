import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'

/** Characters that are gathered before they are written. */
const batch = 1 << 16

/**
 * Writes a file as a whole: beside its place first, then renamed. Whatever fails, there is no half of a file, and what
 * was there before is still there.
 * @returns its size in bytes
 * @throws DuctalError export/unwritable, disk/full
 */
export async function writeWhole(path: string, pieces: Iterable<string | Uint8Array>): Promise<number> {
  try {
    await mayBeWritten(path)
    const scratch = `${path}.${process.pid}-${Date.now()}.part`
    const file = await open(scratch, 'wx')
    return await moveInto(path, scratch, file, pieces)
  } catch (error) {
    throw explain(error, path)
  }
}

async function moveInto(
  path: string,
  scratch: string,
  file: FileHandle,
  pieces: Iterable<string | Uint8Array>
): Promise<number> {
  try {
    try {
      await writeAll(file, pieces)
      await file.sync()
    } finally {
      await file.close()
    }
    const { size } = await stat(scratch)
    await rename(scratch, path)
    return size
  } catch (error) {
    await rm(scratch, { force: true })
    throw error
  }
}

async function writeAll(file: FileHandle, pieces: Iterable<string | Uint8Array>): Promise<void> {
  let waiting = ''
  for (const piece of pieces) {
    if (typeof piece !== 'string') await file.writeFile(piece)
    else {
      waiting += piece
      if (waiting.length < batch) continue
      await file.writeFile(waiting)
      waiting = ''
    }
  }
  await file.writeFile(waiting)
}

async function mayBeWritten(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (there?.isDirectory())
    throw new DuctalError('export/unwritable', `${path} is a folder: give the name of a file.`)
  if (there && !there.isFile())
    throw new DuctalError('export/unwritable', `${path} is no ordinary file: give another name.`)
}

function explain(error: unknown, path: string): unknown {
  const code = String((error as { code?: unknown }).code ?? '')
  const folder = dirname(path)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new DuctalError(
      'disk/full',
      `The disk of ${folder} is full, so ${basename(path)} was not written: free some space, or choose another folder.`,
      { cause: error }
    )
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new DuctalError(
      'export/unwritable',
      `There is no folder ${folder}: make it first, or choose another.`,
      { cause: error }
    )
  if (/^(EACCES|EPERM|EROFS|ENAMETOOLONG|EINVAL|EBUSY|ETXTBSY|ELOOP|EIO)$/.test(code))
    return new DuctalError(
      'export/unwritable',
      `${path} cannot be written (${code}): check the permissions of its folder, or choose another.`,
      { cause: error }
    )
  return error
}
