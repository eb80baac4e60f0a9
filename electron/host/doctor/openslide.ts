import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bad, good, patiently } from './check.ts'
import type { Examination } from './subject.ts'

export const openslideMissing =
  'OpenSlide is missing. The formats of scanners (SVS, NDPI, MRXS, SCN, BIF, CZI …) cannot be opened; TIFF, DICOM, PNG, JPEG and patch folders can.'

/**
 * Returns how to install OpenSlide: with one command in a checkout; an installed program has its
 * own copy.
 */
export function openslideRemedy(resources: string): { command: string | null; sentence: string } {
  const command = existsSync(join(resources, 'scripts', 'openslide.ts')) ? 'npm run openslide' : null
  return {
    command,
    sentence:
      command === null
        ? 'Install Ductal again, then restart it.'
        : `Run “${command}” in Ductal’s folder, then restart Ductal. Or install OpenSlide 4.0.1 or newer yourself and set DUCTAL_OPENSLIDE to its library file.`
  }
}

export const openslide: Examination = async ({ pool, resources }) => {
  const { openslide: version, path, reason } = await pool.run('readers', {}, patiently('view'))
  if (version !== '') return [good('openslide', `${version}, ${path}`)]
  const why = reason === '' ? '' : ` (${reason})`
  return [
    bad('openslide', `${openslideMissing.replace('.', `${why}.`)}`, openslideRemedy(resources).sentence)
  ]
}
