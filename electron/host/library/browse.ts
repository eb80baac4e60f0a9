import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import type { FileEntry } from '../../../contract/slides/library.ts'

/**
 * Lists a folder of this machine for the browser's open dialog: folders first, without hidden
 * entries.
 * @throws DuctalError path/missing, path/unreadable
 */
export async function browse(
  folder: string
): Promise<{ folder: string; parent: string | null; entries: FileEntry[] }> {
  const here = resolve(folder.trim() === '' ? homedir() : expandHome(folder))
  const names = await readdir(here, { withFileTypes: true }).catch(error => {
    throw explain(error, here)
  })
  const entries = await Promise.all(
    names
      .filter(({ name }) => !name.startsWith('.'))
      .map(async ({ name }): Promise<FileEntry | undefined> => {
        const path = join(here, name)
        // Skips dangling links and files that vanished in the meantime.
        const facts = await stat(path).catch(() => undefined)
        return (
          facts && { name, path, directory: facts.isDirectory(), size: facts.isDirectory() ? 0 : facts.size }
        )
      })
  )
  const parent = dirname(here)
  return {
    folder: here,
    parent: parent === here ? null : parent,
    entries: entries
      .filter(entry => entry !== undefined)
      .sort(
        (a, b) =>
          Number(b.directory) - Number(a.directory) || a.name.localeCompare(b.name, 'en', { numeric: true })
      )
  }
}

/** Expands `~` and `~/…` to the home folder, as in a terminal. */
export const expandHome = (path: string): string =>
  /^~(?=$|[\\/])/.test(path) ? homedir() + path.slice(1) : path

function explain(error: unknown, path: string): DuctalError {
  const code = (error as { code?: string }).code
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new DuctalError('path/missing', `The folder ${path} does not exist. Check the path.`, {
      cause: error
    })
  return new DuctalError(
    'path/unreadable',
    `Cannot read the folder ${path} (${code}). Check its permissions.`,
    {
      cause: error
    }
  )
}
