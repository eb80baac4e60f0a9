import { bad, good, patiently } from './check.ts'
import type { Examination } from './subject.ts'

export const openslide: Examination = async ({ pool }) => {
  const { openslide: version, path } = await pool.run('readers', {}, patiently('view'))
  if (version !== '') return [good('openslide', `${version}, ${path}`)]
  return [
    bad(
      'openslide',
      'There is no OpenSlide 4.0.1 or newer: only patch folders and plain images can be opened.',
      '“npm start” and “npm run -s ductal -- analyze …” fetch it where pip works; or put its library somewhere and name it in DUCTAL_OPENSLIDE.'
    )
  ]
}
