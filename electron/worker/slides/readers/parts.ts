import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readRegular, requireRegular } from '../../../../files/regular.ts'
import { namesIn } from '../listing.ts'
import type { Candidate } from './reader.ts'

/** Files of an MRXS folder; slides have some thirty. */
const mostParts = 10_000
/** The index of a VMS slide has some KB. */
const indexBytes = 2 ** 20

/**
 * Checks the files that OpenSlide opens next to the file at a path. It would wait for the writer of
 * a pipe, and read a device without end.
 * @throws DuctalError path/irregular, path/too-large, slide/too-large
 */
export async function checkParts({ path, directory }: Candidate): Promise<void> {
  if (directory) return
  for (const part of await partsOf(path)) {
    const entry = await stat(part).catch(() => undefined)
    // OpenSlide says what is missing.
    if (entry && !entry.isDirectory()) requireRegular(part, entry)
  }
}

async function partsOf(path: string): Promise<string[]> {
  if (/\.mrxs$/i.test(path)) {
    const folder = path.replace(/\.mrxs$/i, '')
    return (await namesIn(folder, mostParts)).map(name => join(folder, name))
  }
  if (!/\.(vms|vmu)$/i.test(path)) return []
  const index = (await readRegular(path, indexBytes)).toString('latin1')
  const named = index.matchAll(/^[^=\r\n]*=[ \t]*([^\r\n]*?)[ \t]*$/gm)
  return Array.from(named, ([, value = '']) => join(dirname(path), basename(value)))
}
