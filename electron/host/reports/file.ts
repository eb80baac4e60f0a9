import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'

/** What a file is made of, piece by piece, in order. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/** Characters that are gathered before they are written. */
const batch = 1 << 16

/**
 * Writes a file as a whole: beside its place first, then renamed. Whatever fails, there is no half of a file, and what
 * was there before is still there.
 * @returns its size in bytes
 * @throws DuctalError export/unwritable, disk/full
 */
export async function writeWhole(path: string, pieces: Pieces): Promise<number> {
  try {
    await mayBeWritten(path)
    const scratch = scratchOf(path)
    return await moveInto(path, scratch, () => writeNew(scratch, pieces))
  } catch (error) {
    throw explain(error, path)
  }
}

/**
 * Writes a folder as a whole, in the same way: it is there with all of its files, or not at all.
 * @param files names within the folder, with `/` between folders, and what goes into each
 * @returns the size of all files in bytes
 * @throws DuctalError export/unwritable where a file, or a folder that is not empty, has the name; disk/full
 */
export async function writeFolder(
  path: string,
  files: Iterable<[string, Pieces]> | AsyncIterable<[string, Pieces]>
): Promise<number> {
  try {
    await mayBecomeFolder(path)
    const scratch = scratchOf(path)
    await mkdir(scratch)
    return await moveInto(path, scratch, async () => {
      let bytes = 0
      for await (const [name, pieces] of files) {
        const file = join(scratch, ...name.split('/'))
        await mkdir(dirname(file), { recursive: true })
        bytes += await writeNew(file, pieces)
      }
      return bytes
    })
  } catch (error) {
    throw explain(error, path)
  }
}

const scratchOf = (path: string) => `${path}.${process.pid}-${Date.now()}.part`

async function moveInto(path: string, scratch: string, write: () => Promise<number>): Promise<number> {
  try {
    const size = await write()
    await rename(scratch, path)
    return size
  } catch (error) {
    await rm(scratch, { recursive: true, force: true })
    throw error
  }
}

async function writeNew(path: string, pieces: Pieces): Promise<number> {
  const file = await open(path, 'wx')
  try {
    await writeAll(file, pieces)
    await file.sync()
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

async function writeAll(file: FileHandle, pieces: Pieces): Promise<void> {
  let waiting = ''
  /** Waits for the disk where there is something to write: waiting for each piece of millions would cost more than writing. */
  const take = (piece: string | Uint8Array): Promise<void> | undefined => {
    if (typeof piece === 'string') {
      waiting += piece
      return waiting.length < batch ? undefined : flush()
    }
    return flush().then(() => file.writeFile(piece))
  }
  const flush = async () => {
    const text = waiting
    waiting = ''
    if (text !== '') await file.writeFile(text)
  }
  if (Symbol.iterator in pieces)
    for (const piece of pieces) {
      const written = take(piece)
      if (written) await written
    }
  else for await (const piece of pieces) await take(piece)
  await flush()
}

async function mayBeWritten(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (there?.isDirectory())
    throw new DuctalError('export/unwritable', `${path} is a folder: give the name of a file.`)
  if (there && !there.isFile())
    throw new DuctalError('export/unwritable', `${path} is no ordinary file: give another name.`)
}

async function mayBecomeFolder(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (!there) return
  if (!there.isDirectory())
    throw new DuctalError('export/unwritable', `${path} is a file: give the name of a new folder.`)
  if ((await readdir(path)).length > 0)
    throw new DuctalError(
      'export/unwritable',
      `The folder ${path} is not empty, and nothing in it is replaced: give the name of a new one.`
    )
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
