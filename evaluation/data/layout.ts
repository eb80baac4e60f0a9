import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'

/** A file in the published layout PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png. */
export interface PatchFile {
  /** Relative to the folder, with forward slashes. */
  path: string
  patient: string
  class: 0 | 1
  bytes: number
  modified: number
}

const published = /^(.+)_idx\d+_x\d+_y\d+_class([01])\.png$/i

/**
 * Returns the patch files of one or more patients, sorted by name.
 * @throws `training/no-patches`, `path/missing`, `path/unreadable`
 */
export async function findPatches(folder: string): Promise<PatchFile[]> {
  const files: PatchFile[] = []
  await collect(folder, '', files, new Set())
  if (files.length === 0)
    throw new DuctalError(
      'training/no-patches',
      `The folder ${folder} has no patches named PATIENT_idx5_xX_yY_classC.png. Choose a patch folder.`
    )
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * Follows links, because folders of selected patients often consist of links, but enters no folder
 * twice. Skips names that start with a dot, which belong to other systems (macOS puts a `._NAME`
 * next to each copied file).
 */
async function collect(root: string, below: string, files: PatchFile[], seen: Set<string>): Promise<void> {
  const names = await namesIn(join(root, below), seen)
  const found = await Promise.all(
    names.map(async name => ({
      path: below === '' ? name : `${below}/${name}`,
      ...(await kindOf(root, below, name))
    }))
  )
  for (const { path, folder, bytes, modified } of found) {
    if (folder) await collect(root, path, files, seen)
    const match = published.exec(path.slice(path.lastIndexOf('/') + 1))
    if (folder || !match) continue
    files.push({ path, patient: match[1] as string, class: match[2] === '1' ? 1 : 0, bytes, modified })
  }
}

/** Returns the names in a folder; empty if the folder has been visited. */
async function namesIn(folder: string, seen: Set<string>): Promise<string[]> {
  try {
    const real = await realpath(folder)
    if (seen.has(real)) return []
    seen.add(real)
    return (await readdir(real)).filter(name => !name.startsWith('.'))
  } catch (error) {
    throw refusal(folder, error)
  }
}

/** A dangling link counts as an unreadable file and is listed with the broken ones. */
async function kindOf(root: string, below: string, name: string) {
  const found = await stat(join(root, below, name)).catch(() => undefined)
  return { folder: found?.isDirectory() ?? false, bytes: found?.size ?? 0, modified: found?.mtimeMs ?? 0 }
}

function refusal(folder: string, cause: unknown): DuctalError {
  const { code } = cause as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
    ? new DuctalError(
        'path/unreadable',
        `No permission to read the folder ${folder}. Ask for read permission, or copy it to a folder of your own.`,
        { cause }
      )
    : new DuctalError('path/missing', `The folder ${folder} does not exist. Choose the patch folder.`, {
        cause
      })
}
