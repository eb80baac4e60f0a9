import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { PatchFile } from './layout.ts'
import { type PatchSet, patchBytes } from './patches.ts'

const version = 1

interface Header {
  patients: string[]
  files: string[]
  padded: number
  broken: PatchSet['broken']
}

/** Where decoded patches of exactly these files lie: named by their places, sizes and times. */
export function cachePath(folder: string, files: PatchFile[]): string {
  const hash = createHash('sha256').update(`${version}\n${folder}\n`)
  for (const file of files) hash.update(`${file.path} ${file.bytes} ${file.modified}\n`)
  const caches = process.env.DUCTAL_CACHE ?? join(homedir(), '.cache', 'ductal')
  return join(caches, 'patches', `${hash.digest('hex').slice(0, 24)}.bin`)
}

/** Header length, header, classes, patients, pixels: written under a temporary name, then renamed. */
export async function writeCache(path: string, set: PatchSet): Promise<void> {
  const { patients, files, padded, broken } = set
  const header = Buffer.from(JSON.stringify({ patients, files, padded, broken } satisfies Header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  const owners = Buffer.from(set.patientOf.buffer, set.patientOf.byteOffset, set.patientOf.byteLength)
  const temporary = `${path}.${process.pid}.part`
  await mkdir(join(path, '..'), { recursive: true })
  try {
    await writeFile(temporary, Buffer.concat([length, header, set.classes, owners, set.pixels]))
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** The patches, or undefined where none are cached or the file is not whole. */
export async function readCache(path: string): Promise<PatchSet | undefined> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch {
    return undefined
  }
  try {
    const pixelsAt = (start: number, count: number) => bytes.subarray(start, start + count * patchBytes)
    const end = 4 + bytes.readUInt32LE(0)
    const header = JSON.parse(bytes.subarray(4, end).toString('utf8')) as Header
    const count = header.files.length
    if (bytes.length !== end + count * (3 + patchBytes)) return undefined
    return {
      ...header,
      count,
      classes: Uint8Array.from(bytes.subarray(end, end + count)),
      patientOf: new Uint16Array(Uint8Array.from(bytes.subarray(end + count, end + 3 * count)).buffer),
      pixels: pixelsAt(end + 3 * count, count)
    }
  } catch {
    return undefined
  }
}
