import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A file or folder below the one that is searched. */
export interface Found {
  path: string
  name: string
  directory: boolean
}

/**
 * Everything below a folder, folder by folder, the nearest first; hidden entries are left out, and folders that cannot be read
 * are passed over. Links are not followed, so that it ends.
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
