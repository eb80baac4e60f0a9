import { createHash } from 'node:crypto'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Files up to this size are read whole. */
const wholeBytes = 16 * 2 ** 20
const partBytes = 2 ** 20
/** Number of evenly spread parts between the first and the last MiB of a large file. */
const spreadParts = 14

/**
 * Identifies a slide's content wherever it is stored: `sha256:` and 64 hex digits.
 *
 * - A file: SHA-256 over its size in decimal digits and a newline, then all of its bytes up to 16
 *   MiB. For a larger file: its first and last MiB and 14 more in between, evenly spread, in order.
 *   Reading 16 MiB takes no longer for a slide of 10 GB.
 * - A folder: SHA-256 over one line per given file, sorted: name, tab, SHA-256 of its bytes,
 *   newline.
 */
export async function fingerprintFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path)
  try {
    const { size } = await file.stat()
    hash.update(`${size}\n`)
    for (const [from, length] of partsOf(size)) {
      const part = Buffer.alloc(length)
      const { bytesRead } = await file.read(part, 0, length, from)
      hash.update(part.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
  return `sha256:${hash.digest('hex')}`
}

/** @param names paths relative to the folder, with forward slashes */
export async function fingerprintFolder(folder: string, names: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const name of [...names].sort()) {
    const content = createHash('sha256')
    const file = await open(join(folder, name))
    try {
      content.update(await file.readFile())
    } finally {
      await file.close()
    }
    hash.update(`${name}\t${content.digest('hex')}\n`)
  }
  return `sha256:${hash.digest('hex')}`
}

function partsOf(size: number): [from: number, length: number][] {
  if (size <= wholeBytes) return [[0, size]]
  const last = size - partBytes
  return Array.from({ length: spreadParts + 2 }, (_, part) => [
    Math.floor((part * last) / (spreadParts + 1)),
    partBytes
  ])
}

/**
 * Returns a cheap stamp that changes when a file or folder is replaced; used to recognise an open
 * slide. For a folder it includes its class directories, whose times change whenever a file is
 * added or removed.
 */
export async function stampOf(path: string): Promise<string> {
  const { size, mtimeMs, ino } = await stat(path)
  const inner = await readdir(path, { withFileTypes: true }).catch(() => [])
  const folders = inner.filter(entry => entry.isDirectory() && /^[01]$/.test(entry.name))
  const times = await Promise.all(folders.map(async ({ name }) => (await stat(join(path, name))).mtimeMs))
  return [size, mtimeMs, ino, ...times].join(' ')
}
