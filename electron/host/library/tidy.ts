import { chmodSync, type Dirent, lstatSync, readdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** What Ductal writes into a data folder; everything else there belongs to someone else. */
const ours =
  /^(library\.(sqlite|lock|head)|ductal\.log|open-in-browser\.html|(backups|models|cache|demo|unfinished|downloads|window)$)/

/** Half files, by their folder below the data folder. */
const half: [string[], RegExp][] = [
  [[], /^library\.sqlite\.part$/],
  [['backups'], /\.part$/],
  [['cache', 'patches'], /\.part$/],
  [['cache', 'scratch'], /./],
  [['models'], /^\.(importing$|removed-)/]
]

/**
 * Removes what a crash left half-written in a data folder. Call only with the folder locked, and
 * with a library that is in its place: a restore needs its temporary file until then.
 */
export function removeHalfFiles(dataFolder: string): void {
  for (const [parts, names] of half) {
    const folder = join(dataFolder, ...parts)
    for (const { name } of entriesOf(folder))
      if (names.test(name)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/**
 * Takes other users' rights from the data folder and from Ductal's files in it, which an older
 * version created for everyone. A home folder, or one like /tmp, keeps its own rights.
 */
export function closeToOthers(dataFolder: string): void {
  if (process.platform === 'win32') return
  const folder = resolve(dataFolder)
  const names = entriesOf(folder)
  const { mode, uid } = lstatSync(folder)
  const shared = (mode & 0o1000) !== 0 || folder === homedir() || folder === '/'
  if (uid === process.getuid?.() && !shared) close(folder, mode)
  for (const entry of names) if (ours.test(entry.name)) closeAll(join(folder, entry.name))
}

/** Does not follow links, which may lead to other people's files. */
function closeAll(path: string): void {
  const entry = lstatSync(path, { throwIfNoEntry: false })
  if (!entry || !(entry.isFile() || entry.isDirectory())) return
  close(path, entry.mode)
  if (entry.isDirectory()) for (const { name } of entriesOf(path)) closeAll(join(path, name))
}

function close(path: string, mode: number): void {
  if ((mode & 0o077) === 0) return
  try {
    chmodSync(path, mode & 0o700)
  } catch {
    // Another user's file, or a file system without modes.
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
