import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'

/** The content of a file, in order, piece by piece. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/** Number of characters to buffer before a write. */
const batch = 1 << 16

/**
 * Writes a file atomically: to a temporary file next to it, which is then renamed. On failure, the
 * previous file is unchanged and no partial file is left.
 * @returns the size in bytes
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
 * Writes a folder atomically, in the same way: with all of its files, or not at all.
 * @param files paths within the folder, with `/` as separator, and the content of each
 * @returns the total size of the files in bytes
 * @throws DuctalError export/unwritable if the path is a file or a non-empty folder; disk/full
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
  /**
   * Waits only when there is something to write: with millions of pieces, waiting for each would
   * cost more than writing.
   */
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
    throw new DuctalError('export/unwritable', `${path} is a folder. Enter a file name.`)
  if (there && !there.isFile())
    throw new DuctalError('export/unwritable', `${path} is not a regular file. Choose another name.`)
}

async function mayBecomeFolder(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (!there) return
  if (!there.isDirectory())
    throw new DuctalError('export/unwritable', `${path} is a file. Enter the name of a new folder.`)
  if ((await readdir(path)).length > 0)
    throw new DuctalError(
      'export/unwritable',
      `The folder ${path} is not empty and will not be replaced. Enter the name of a new folder.`
    )
}

function explain(error: unknown, path: string): unknown {
  const code = String((error as { code?: unknown }).code ?? '')
  const folder = dirname(path)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new DuctalError(
      'disk/full',
      `The disk with ${folder} is full. ${basename(path)} was not written. Free some space, or choose another folder.`,
      { cause: error }
    )
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new DuctalError(
      'export/unwritable',
      `The folder ${folder} does not exist. Create it first, or choose another.`,
      { cause: error }
    )
  if (/^(EACCES|EPERM|EROFS|ENAMETOOLONG|EINVAL|EBUSY|ETXTBSY|ELOOP|EIO)$/.test(code))
    return new DuctalError(
      'export/unwritable',
      `Cannot write ${path} (${code}). Check the permissions of its folder, or choose another.`,
      { cause: error }
    )
  return error
}
