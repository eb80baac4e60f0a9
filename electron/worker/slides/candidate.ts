import { basename, dirname } from 'node:path'
import { openRegular } from '../../../files/regular.ts'
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
    head: directory ? Buffer.alloc(0) : await firstBytes(path),
    // A folder that may not be listed has no neighbouring files that could be read.
    beside: () => (names ??= namesIn(dirname(path)).catch(() => [basename(path)]))
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await openRegular(path)
  try {
    const head = Buffer.alloc(headBytes)
    const { bytesRead } = await file.read(head, 0, headBytes, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
