import { bad, good, patiently } from './check.ts'
import type { Examination } from './subject.ts'

export const openslide: Examination = async ({ pool }) => {
  const { openslide: version, path } = await pool.run('readers', {}, patiently('view'))
  if (version !== '') return [good('openslide', `${version}, ${path}`)]
  return [
    bad(
      'openslide',
      'OpenSlide 4.0.1 or newer is missing. Ductal can open only patch folders and plain images.',
      '“npm start” and “npm run -s ductal -- analyze …” install it where pip works. Or install OpenSlide yourself and set DUCTAL_OPENSLIDE to its library file.'
    )
  ]
}
