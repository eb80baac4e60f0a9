import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'

/** One file of the published layout PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png. */
export interface PatchFile {
  /** Below the folder, with forward slashes. */
  path: string
  patient: string
  class: 0 | 1
  bytes: number
  modified: number
}

const published = /^(.+)_idx\d+_x\d+_y\d+_class([01])\.png$/i

/** Patch files of one or many patients, sorted by name. Throws `training/no-patches`, `path/missing`, `path/unreadable`. */
export async function findPatches(folder: string): Promise<PatchFile[]> {
  const files: PatchFile[] = []
  await collect(folder, '', files, new Set())
  if (files.length === 0)
    throw new DuctalError(
      'training/no-patches',
      `The folder ${folder} holds no patches named PATIENT_idx5_xX_yY_classC.png: give a folder in the published layout.`
    )
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * Links are followed, since folders of chosen patients are often made of them, but no folder is entered twice. Names that begin with a
 * point are other systems' (macOS copies `._NAME` beside each file).
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

/** Names in a folder that was not seen yet. */
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

/** A link to nowhere is a file that cannot be read: it is named with the broken ones. */
async function kindOf(root: string, below: string, name: string) {
  const found = await stat(join(root, below, name)).catch(() => undefined)
  return { folder: found?.isDirectory() ?? false, bytes: found?.size ?? 0, modified: found?.mtimeMs ?? 0 }
}

function refusal(folder: string, cause: unknown): DuctalError {
  const { code } = cause as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
    ? new DuctalError(
        'path/unreadable',
        `This user may not read the folder ${folder}: ask for the permission, or copy it to a folder of your own.`,
        { cause }
      )
    : new DuctalError('path/missing', `There is no folder ${folder}: give the folder of the patches.`, {
        cause
      })
}
