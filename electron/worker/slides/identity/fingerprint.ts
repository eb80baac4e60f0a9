import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { openRegular, piecesOf } from '../../../../files/regular.ts'
import { addStructure } from './structure.ts'

/** Files up to this size are read whole. */
const wholeBytes = 64 * 2 ** 20
/** Limit of the former rule, which fingerprinted one file per slide and no structure. */
const formerWholeBytes = 16 * 2 ** 20
const partBytes = 2 ** 20
/** Number of evenly spread parts between the first and the last MiB of a large file. */
const spreadParts = 14

interface Fingerprints {
  /** By the present rule. */
  fingerprint: string
  /** By the rule of libraries before version 2 of the fingerprint; null if both are the same. */
  former: string | null
}

/**
 * Identifies a slide's content wherever it is stored.
 *
 * - One file of at most 16 MiB: `sha256:` and the SHA-256, as 64 hex digits, of its size in decimal
 *   digits, a newline, and all of its bytes.
 * - Otherwise `sha256-2:` and the SHA-256 of one line per file that belongs to the slide, sorted:
 *   its name without the slide's own name (empty for DICOM, whose files state what they are), a
 *   tab, the SHA-256 of its content, a newline. The content is the size and a newline, then all
 *   bytes of a file of up to 64 MiB; for a larger file its first and last MiB, 14 more in between,
 *   evenly spread, and its structure: the tile tables of a TIFF, the frame offsets of a DICOM file.
 */
export async function fingerprintFiles(path: string, files: readonly string[]): Promise<Fingerprints> {
  const former = await formerOf(path)
  if (files.length === 1 && former.whole) return { fingerprint: former.fingerprint, former: null }
  const stem = basename(path, extname(path))
  const lines: string[] = []
  for (const file of files) {
    const { digest, dicom } = await contentOf(file)
    const name = dicom || file === path ? '' : nameBeside(basename(file), stem)
    lines.push(`${name}\t${digest}\n`)
  }
  const hash = createHash('sha256')
  for (const line of lines.sort()) hash.update(line)
  return { fingerprint: `sha256-2:${hash.digest('hex')}`, former: former.fingerprint }
}

const nameBeside = (name: string, stem: string) => (name.startsWith(stem) ? name.slice(stem.length) : name)

async function formerOf(path: string): Promise<{ fingerprint: string; whole: boolean }> {
  const file = await openRegular(path)
  try {
    const { size } = await file.stat()
    const hash = createHash('sha256').update(`${size}\n`)
    await addParts(hash, file, size, formerWholeBytes)
    return { fingerprint: `sha256:${hash.digest('hex')}`, whole: size <= formerWholeBytes }
  } finally {
    await file.close()
  }
}

async function contentOf(path: string): Promise<{ digest: string; dicom: boolean }> {
  const file = await openRegular(path)
  try {
    const { size } = await file.stat()
    const hash = createHash('sha256').update(`${size}\n`)
    await addParts(hash, file, size, wholeBytes)
    if (size > wholeBytes) await addStructure(hash, file, size)
    const head = Buffer.alloc(4)
    await file.read(head, 0, 4, 128)
    return { digest: hash.digest('hex'), dicom: head.toString('latin1') === 'DICM' }
  } finally {
    await file.close()
  }
}

async function addParts(hash: Hash, file: FileHandle, size: number, whole: number): Promise<void> {
  for (const [from, length] of partsOf(size, whole)) {
    const part = Buffer.alloc(length)
    const { bytesRead } = await file.read(part, 0, length, from)
    hash.update(part.subarray(0, bytesRead))
  }
}

function partsOf(size: number, whole: number): [from: number, length: number][] {
  if (size <= whole)
    return Array.from({ length: Math.ceil(size / partBytes) }, (_, part) => [
      part * partBytes,
      Math.min(partBytes, size - part * partBytes)
    ])
  const last = size - partBytes
  return Array.from({ length: spreadParts + 2 }, (_, part) => [
    Math.floor((part * last) / (spreadParts + 1)),
    partBytes
  ])
}

/**
 * Identifies a patch folder: `sha256:` and the SHA-256 over one line per given file, sorted: name,
 * tab, SHA-256 of its bytes, newline. Also returns these digests.
 * @param names paths relative to the folder, with forward slashes
 */
export async function fingerprintFolder(
  folder: string,
  names: readonly string[]
): Promise<{ fingerprint: string; digests: Map<string, string> }> {
  const digests = new Map<string, string>()
  const hash = createHash('sha256')
  for (const name of [...names].sort()) {
    const content = createHash('sha256')
    for await (const piece of piecesOf(join(folder, name))) content.update(piece)
    const digest = content.digest('hex')
    digests.set(name, digest)
    hash.update(`${name}\t${digest}\n`)
  }
  return { fingerprint: `sha256:${hash.digest('hex')}`, digests }
}
