import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A file or folder below the searched folder. */
export interface Found {
  path: string
  name: string
  directory: boolean
}

/**
 * Yields everything below a folder, breadth first, without hidden entries and unreadable folders.
 * Does not follow links, so that the walk terminates.
 */
export async function* walk(folder: string, signal: AbortSignal): AsyncGenerator<Found> {
  const waiting = [folder]
  for (let here = waiting.shift(); here !== undefined; here = waiting.shift()) {
    signal.throwIfAborted()
    const entries = await readdir(here, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const directory = entry.isDirectory()
      if (entry.name.startsWith('.') || !(directory || entry.isFile())) continue
      const path = join(here, entry.name)
      if (directory) waiting.push(path)
      yield { path, name: entry.name, directory }
    }
  }
}
