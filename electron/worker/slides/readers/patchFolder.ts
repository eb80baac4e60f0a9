import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DuctalError } from '../../../../contract/errors.ts'
import { publishedLayout } from '../../../../contract/slides/published-layout.ts'
import type { PatchPlaces } from '../../../../contract/worker.ts'

export const { patch: patchEdge, mpp: patchMpp } = publishedLayout

const filePattern = /^(?<patient>.+)_idx5_x(?<x>\d+)_y(?<y>\d+)_class(?<label>[01])\.png$/i

export interface PatchFile {
  /** Path relative to the folder, with forward slashes. */
  name: string
  /** Top left corner in level-0 pixels, from the file name. */
  x: number
  y: number
  label: 0 | 1
}

/** Returns the patch files in `FOLDER/0` and `FOLDER/1`; empty if there are none. */
export function patchFiles(folder: string): PatchFile[] {
  const files: PatchFile[] = []
  const patients = new Set<string>()
  for (const label of ['0', '1'])
    for (const name of namesIn(join(folder, label))) {
      const fields = filePattern.exec(name)?.groups
      if (!fields) throw bad(folder, `${label}/${name} is not named PATIENT_idx5_xX_yY_classC.png`)
      if (fields.label !== label) throw bad(folder, `${label}/${name} states class ${fields.label}`)
      patients.add(fields.patient ?? '')
      files.push({
        name: `${label}/${name}`,
        x: Number(fields.x),
        y: Number(fields.y),
        label: label === '1' ? 1 : 0
      })
    }
  if (patients.size > 1)
    throw bad(
      folder,
      `they belong to several patients, such as ${[...patients].sort().slice(0, 2).join(' and ')}`
    )
  return files.sort((a, b) => a.y - b.y || a.x - b.x)
}

/** Whether a directory holds patches in the published layout. */
export function isPatchFolder(folder: string): boolean {
  return ['0', '1'].some(label => namesIn(join(folder, label)).some(name => filePattern.test(name)))
}

/** Returns the names of the PNG files in a folder, without hidden files left by other systems. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => /\.png$/i.test(name) && !name.startsWith('.'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

/**
 * Places the patches on their grid.
 * @throws DuctalError slide/bad-patches
 */
export function placesOf(folder: string, files: readonly PatchFile[]): Omit<PatchPlaces, 'partial'> {
  const originX = Math.min(...files.map(({ x }) => x))
  const originY = Math.min(...files.map(({ y }) => y))
  const seen = new Map<string, string>()
  for (const { name, x, y } of files) {
    if ((x - originX) % patchEdge !== 0 || (y - originY) % patchEdge !== 0)
      throw bad(folder, `${name} is off the ${patchEdge}-pixel grid of the others`)
    const other = seen.get(`${x} ${y}`)
    if (other) throw bad(folder, `${other} and ${name} have the same position`)
    seen.set(`${x} ${y}`, name)
  }
  return {
    originX,
    originY,
    stride: patchEdge,
    cols: Int32Array.from(files, ({ x }) => (x - originX) / patchEdge),
    rows: Int32Array.from(files, ({ y }) => (y - originY) / patchEdge),
    classes: Int8Array.from(files, ({ label }) => label)
  }
}

const bad = (folder: string, what: string) =>
  new DuctalError(
    'slide/bad-patches',
    `The patches in ${basename(folder)} do not form one slide: ${what}. Correct the folder and open it again.`
  )
