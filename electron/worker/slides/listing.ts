import type { Dirent } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { DuctalError } from '../../../contract/errors.ts'

/** Files that a folder may have if each of them is looked at. */
const mostEntries = 60_000

/**
 * Lists a folder whose files are looked at one by one.
 * @throws DuctalError slide/too-large for a folder of too many files; errors of the system
 */
export async function entriesIn(folder: string, most = mostEntries): Promise<Dirent[]> {
  const found: Dirent[] = []
  for await (const entry of await opendir(folder, { bufferSize: 1024 })) {
    if (found.length >= most)
      throw new DuctalError(
        'slide/too-large',
        `${folder} has more than ${most} files, too many to look at each. Choose a slide file, or a folder with fewer files.`
      )
    found.push(entry)
  }
  return found
}

/**
 * Whether a path has a sign that stands for bytes that are not UTF-8. The file cannot be opened by
 * this path.
 */
export const isGarbled = (path: string): boolean => path.includes('\uFFFD')

/** Names of the entries of a folder. Throws as {@link entriesIn}. */
export const namesIn = async (folder: string, most = mostEntries): Promise<string[]> =>
  (await entriesIn(folder, most)).map(({ name }) => name)
