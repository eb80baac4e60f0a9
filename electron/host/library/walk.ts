import { opendir } from 'node:fs/promises'
import { join } from 'node:path'

/** A file or folder below the searched folder. */
export interface Found {
  path: string
  name: string
  directory: boolean
}

/** Folders within each other. */
const mostDepth = 64

/**
 * Yields everything below a folder, breadth first, without hidden entries and unreadable folders.
 * Does not follow links, so that the walk terminates.
 */
export async function* walk(folder: string, signal: AbortSignal): AsyncGenerator<Found> {
  const waiting = [{ here: folder, depth: 0 }]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { here, depth } = next
    signal.throwIfAborted()
    const entries = await opendir(here, { bufferSize: 256 }).catch(() => [])
    try {
      for await (const entry of entries) {
        signal.throwIfAborted()
        const directory = entry.isDirectory()
        if (entry.name.startsWith('.') || !(directory || entry.isFile())) continue
        const path = join(here, entry.name)
        if (directory && depth < mostDepth) waiting.push({ here: path, depth: depth + 1 })
        yield { path, name: entry.name, directory }
      }
    } catch (error) {
      // A folder that vanishes while it is read.
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    }
  }
}
