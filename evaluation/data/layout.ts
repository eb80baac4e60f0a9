import { readdir, stat } from 'node:fs/promises'
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

const published = /^(.+)_idx\d+_x\d+_y\d+_class([01])\.png$/

/** Patch files of one or many patients, sorted by name. Throws `training/no-patches`, `path/missing`. */
export async function findPatches(folder: string): Promise<PatchFile[]> {
  let entries: string[]
  try {
    entries = await readdir(folder, { recursive: true })
  } catch (error) {
    throw new DuctalError('path/missing', `There is no folder ${folder}: give the folder of the patches.`, {
      cause: error
    })
  }
  const files: PatchFile[] = []
  for (const entry of entries) {
    const path = entry.replaceAll('\\', '/')
    const match = published.exec(path.slice(path.lastIndexOf('/') + 1))
    if (!match) continue
    const { size, mtimeMs } = await stat(join(folder, entry))
    files.push({
      path,
      patient: match[1] as string,
      class: match[2] === '1' ? 1 : 0,
      bytes: size,
      modified: mtimeMs
    })
  }
  if (files.length === 0)
    throw new DuctalError(
      'training/no-patches',
      `The folder ${folder} holds no patches named PATIENT_idx5_xX_yY_classC.png: give a folder in the published layout.`
    )
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}
