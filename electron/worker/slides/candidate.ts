import { basename, dirname } from 'node:path'
import { firstBytes } from '../../../files/regular.ts'
import { namesIn } from './listing.ts'
import type { Candidate } from './readers/reader.ts'

const headBytes = 4096

/** Describes a path for the readers. */
export async function candidateAt(
  path: string,
  entry: { isDirectory(): boolean; size: number }
): Promise<Candidate> {
  const directory = entry.isDirectory()
  let names: Promise<string[]> | undefined
  return {
    path,
    directory,
    size: directory ? 0 : entry.size,
    head: directory ? Buffer.alloc(0) : await firstBytes(path, headBytes),
    // A folder that may not be listed has no neighbouring files that could be read.
    beside: () => (names ??= namesIn(dirname(path)).catch(() => [basename(path)]))
  }
}
