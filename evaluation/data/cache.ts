import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { PatchFile } from './layout.ts'
import { type PatchSet, patchBytes } from './patches.ts'

const version = 3

/** Byte limit of all cached folders: the published data set once, and some subsets of it. */
const room = 4 * 2 ** 30

/** Bytes per call, 256 MiB. A single call can read or write at most 2 GiB. */
const piece = 2 ** 28

interface Header {
  patients: string[]
  files: string[]
}

/** What the cache holds of a set. Failures are never cached: another attempt may succeed. */
export type CachedPatches = Omit<PatchSet, 'broken' | 'others'>

/** Bytes per patch: class, owner, two marks and the pixels. */
const bytesPerPatch = 1 + 4 + 1 + 1 + patchBytes

/** Cache file for the decoded patches of exactly these files, named by paths, sizes and times. */
export function cachePath(folder: string, files: PatchFile[]): string {
  const hash = createHash('sha256').update(`${version}\n${folder}\n`)
  for (const file of files) hash.update(`${file.path} ${file.bytes} ${file.modified} ${file.changed}\n`)
  const caches = process.env.DUCTAL_CACHE ?? join(homedir(), '.cache', 'ductal')
  return join(caches, 'patches', `${hash.digest('hex').slice(0, 24)}.bin`)
}

/**
 * Writes header length, header, classes, patients, marks and pixels under a temporary name, then
 * renames the file. If writing fails (a full disk, a home folder that is not writable), the patches
 * are simply decoded again next time. Removes the least recently used files if all cached folders
 * together exceed `most` bytes.
 */
export async function writeCache(path: string, set: CachedPatches, most = room): Promise<void> {
  const { patients, files } = set
  const header = Buffer.from(JSON.stringify({ patients, files } satisfies Header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  const owners = Buffer.from(set.patientOf.buffer, set.patientOf.byteOffset, set.patientOf.byteLength)
  const temporary = `${path}.${process.pid}.part`
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, 'w')
    try {
      for (const part of [length, header, set.classes, owners, set.padded, set.jpeg, set.pixels])
        await writeAll(file, part)
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await keepWithin(most, path)
  } catch {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

/** Returns the patches; undefined if none are cached or the file is incomplete. */
export async function readCache(path: string): Promise<CachedPatches | undefined> {
  try {
    const file = await open(path, 'r')
    try {
      const set = await readSet(file)
      // Marks the file as most recently used.
      if (set) await utimes(path, new Date(), new Date()).catch(() => {})
      return set
    } finally {
      await file.close()
    }
  } catch {
    return undefined
  }
}

async function readSet(file: FileHandle): Promise<CachedPatches | undefined> {
  const { size } = await file.stat()
  const [length] = new Uint32Array((await readAll(file, 0, 4)).buffer)
  const end = 4 + (length as number)
  if (end > size) return undefined
  const header = JSON.parse(Buffer.from(await readAll(file, 4, end - 4)).toString('utf8')) as Header
  const count = header.files.length
  if (size !== end + count * bytesPerPatch) return undefined
  return {
    ...header,
    count,
    classes: await readAll(file, end, count),
    patientOf: new Uint32Array((await readAll(file, end + count, 4 * count)).buffer),
    padded: await readAll(file, end + 5 * count, count),
    jpeg: await readAll(file, end + 6 * count, count),
    pixels: await readAll(file, end + 7 * count, count * patchBytes)
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, Math.min(piece, bytes.length - done))).bytesWritten
}

async function readAll(file: FileHandle, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(piece, length - done), from + done)
    if (bytesRead === 0) throw new Error('the cached patches end too early')
    done += bytesRead
  }
  return bytes
}

/** Removes the least recently used files until the rest fits; always keeps `kept`. */
async function keepWithin(bytes: number, kept: string): Promise<void> {
  const folder = dirname(kept)
  const files = await Promise.all(
    (await readdir(folder)).map(async name => {
      const path = join(folder, name)
      const { size, mtimeMs } = await stat(path)
      return { path, size, mtimeMs }
    })
  )
  let left = bytes
  for (const { path, size } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    left -= size
    if (left < 0 && path !== kept) await rm(path, { force: true })
  }
}
