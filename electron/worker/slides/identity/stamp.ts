import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { classOfFolder } from '../../../../evaluation/data/names.ts'

/**
 * Returns a cheap stamp that changes when one of a slide's files is written or replaced: sizes,
 * times of the last change of content and of metadata, and inodes. An unchanged stamp proves the
 * same content; a different one does not prove other content (a copy, a changed permission).
 *
 * For a patch folder it includes its class directories, whose times change whenever a file is added
 * or removed. Overwritten patches are found by {@link PatchStamps}.
 */
export async function stampOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of [...files].sort()) {
    const entry = await stat(path).catch(() => undefined)
    hash.update(`${path}\n${entry ? stampLine(entry) : 'missing'}\n`)
    if (!entry?.isDirectory()) continue
    for (const name of (await readdir(path)).filter(classOfFolder).sort()) {
      const inner = await stat(join(path, name)).catch(() => undefined)
      if (inner?.isDirectory()) hash.update(`${name} ${stampLine(inner)}\n`)
    }
  }
  return hash.digest('base64url')
}

/** One line that changes when a file is written or replaced. */
export const stampLine = ({
  size,
  mtimeMs,
  ctimeMs,
  ino
}: {
  size: number
  mtimeMs: number
  ctimeMs: number
  ino: number
}) => [size, mtimeMs, ctimeMs, ino].join(' ')
