import { randomInt } from 'node:crypto'
import { chmod, type FileHandle, link, mkdir, open, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf, explain } from './explain.ts'
import type { Place } from './place.ts'
import { usualMode } from './private.ts'

/** The content of a file, in order, piece by piece. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/** Number of characters to buffer before a write. */
const batch = 1 << 16

/**
 * Writes a file atomically: to a temporary file next to it, which then takes its name. On failure,
 * the previous file is unchanged and no partial file is left.
 * @returns the size in bytes
 * @throws DuctalError export/…, disk/full
 */
export async function writeWhole(place: Place, pieces: Pieces, notes?: ScratchNotes): Promise<number> {
  return written(place, notes, scratch => writeNew(scratch, pieces))
}

/**
 * Writes a folder atomically, in the same way: with all of its files, or not at all.
 * @param files paths within the folder, with `/` as separator, and the content of each
 * @returns the total size of the files in bytes
 * @throws DuctalError export/…, disk/full
 */
export async function writeFolder(
  place: Place,
  files: Iterable<[string, Pieces]> | AsyncIterable<[string, Pieces]>,
  notes?: ScratchNotes
): Promise<number> {
  return written(place, notes, async scratch => {
    await makeFolder(scratch)
    let bytes = 0
    for await (const [name, pieces] of files) {
      const parts = name.split('/')
      if (parts.some(part => /^\.|^$|[\\\p{Cc}]/u.test(part)))
        throw new Error(`Not a name for a file: ${name}`)
      const file = join(scratch, ...parts)
      await makeFolder(dirname(file))
      bytes += await writeNew(file, pieces)
    }
    return bytes
  })
}

/** Creates a folder, and those above it, with the mode that a file of the user's has. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  const mode = usualMode(true)
  if (first === undefined || mode === undefined) return
  for (let here = path; here.length >= first.length; here = dirname(here)) await chmod(here, mode)
}

/** Remembers temporary files until they are gone, so that the next start can remove them. */
export interface ScratchNotes {
  /** Returns a function that forgets the path again. */
  remember(path: string): Promise<() => Promise<void>>
}

async function written(
  place: Place,
  notes: ScratchNotes | undefined,
  write: (scratch: string) => Promise<number>
): Promise<number> {
  const scratch = scratchOf(place.path)
  const forget = await notes?.remember(scratch)
  try {
    const size = await write(scratch)
    await place.check()
    await publish(scratch, place)
    return size
  } catch (error) {
    await rm(scratch, { recursive: true, force: true })
    throw explain(error, place.path)
  } finally {
    await forget?.()
  }
}

/**
 * Name of a temporary file next to a file to be written; `isScratch` recognises it. A random
 * number, because two tabs may save the same file in the same millisecond.
 */
const scratchOf = (path: string) => `${path}.${process.pid}-${randomInt(2 ** 47)}.part`
export const isScratch = (path: string) => /\.\d+-\d+\.part$/.test(path)

/**
 * Gives a temporary file its name. A file that must not replace another is linked, because a link
 * fails where another program has just written; not every file system has links.
 */
async function publish(scratch: string, { path, rule }: Place): Promise<void> {
  if (rule.extension !== null && !rule.overwrite)
    try {
      await link(scratch, path)
      await unlink(scratch)
      return
    } catch (error) {
      if (!/^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK|EACCES|EINVAL)$/.test(codeOf(error))) throw error
    }
  await rename(scratch, path)
}

async function writeNew(path: string, pieces: Pieces): Promise<number> {
  const file = await open(path, 'wx')
  try {
    await writeAll(file, pieces)
    const mode = usualMode(false)
    if (mode !== undefined) await file.chmod(mode)
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
