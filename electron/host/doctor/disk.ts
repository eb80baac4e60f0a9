import { constants, existsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

/** With less free space, the demo slide and a few runs may not fit. */
const enough = 500e6

export const dataFolder: Examination = async ({ dataFolder }) => {
  const folder = nearest(dataFolder)
  const made = folder === resolve(dataFolder) ? '' : ' (created on first start)'
  try {
    await access(folder, constants.W_OK)
    return [good('data folder', `${dataFolder}${made}`)]
  } catch {
    return [
      bad(
        'data folder',
        `This user cannot write to ${folder}.`,
        'Change its permissions, or choose another folder with --data or DUCTAL_DATA.'
      )
    ]
  }
}

export const disk: Examination = async ({ dataFolder }) => {
  const { bavail, bsize } = await statfs(nearest(dataFolder))
  const free = bavail * bsize
  const detail = `${(free / 1e9).toFixed(1)} GB free`
  return [free >= enough ? good('disk', detail) : bad('disk', detail, 'Free at least 0.5 GB of disk space.')]
}

/** Returns the folder, or its nearest existing ancestor. */
function nearest(folder: string): string {
  let here = resolve(folder)
  while (!existsSync(here) && dirname(here) !== here) here = dirname(here)
  return here
}
