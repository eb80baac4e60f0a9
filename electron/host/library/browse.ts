import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import type { FileEntry } from '../../../contract/slides/library.ts'

/** Entries that are looked at and listed; nobody scrolls through more. */
const mostEntries = 2000
/** A collator sorts a large folder many times faster than `localeCompare`. */
const collator = new Intl.Collator('en', { numeric: true })

/**
 * Lists a folder of this machine for the browser's open dialog: folders first, without hidden
 * entries.
 * @throws DuctalError path/missing, path/unreadable
 */
export async function browse(
  folder: string
): Promise<{ folder: string; parent: string | null; entries: FileEntry[]; left: number }> {
  const here = resolve(folder.trim() === '' ? homedir() : expandHome(folder))
  const found = await readdir(here, { withFileTypes: true }).catch(error => {
    throw explain(error, here)
  })
  const visible = found
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || collator.compare(a.name, b.name))
  const entries = await Promise.all(visible.slice(0, mostEntries).map(({ name }) => entryAt(here, name)))
  const parent = dirname(here)
  return {
    folder: here,
    parent: parent === here ? null : parent,
    entries: entries
      .filter(entry => entry !== undefined)
      .sort((a, b) => Number(b.directory) - Number(a.directory) || collator.compare(a.name, b.name)),
    left: Math.max(0, visible.length - mostEntries)
  }
}

/** Skips dangling links and files that vanished in the meantime; lists no pipes and devices. */
async function entryAt(folder: string, name: string): Promise<FileEntry | undefined> {
  const path = join(folder, name)
  const facts = await stat(path).catch(() => undefined)
  if (!facts?.isDirectory() && !facts?.isFile()) return undefined
  return { name, path, directory: facts.isDirectory(), size: facts.isDirectory() ? 0 : facts.size }
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
