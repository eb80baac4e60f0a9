import { join } from 'node:path'
import type { ErrorCode } from '../../../contract/errors.ts'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

const remedies: Partial<Record<ErrorCode, string>> = {
  'library/in-use':
    'Close the other Ductal (a window, a browser or a terminal), or choose another folder with --data.',
  'library/newer': 'Install the newer version of Ductal, or choose another folder with --data.',
  'library/corrupt':
    'Put a copy in its place with “ductal restore” or from a backup, or move it away to begin a new one.',
  'review/broken': 'Compare with “ductal verify --all”, then put a copy in its place with “ductal restore”.',
  'library/unwritable':
    'Allow this user to write there, or choose another folder with --data or DUCTAL_DATA.',
  'disk/full': 'Free some space.'
}

export const library: Examination = ({ db, harm, dataFolder }) => {
  if ('refused' in db) {
    const { code, message } = db.refused
    return [bad('library', message, remedies[code] ?? 'The log in the data folder (ductal.log) says more.')]
  }
  if (harm)
    return [bad('library', harm.message, remedies[harm.code] ?? 'Put a copy of the library in its place.')]
  const file = join(dataFolder, 'library.sqlite')
  const sqlite = db.prepare('SELECT sqlite_version()').pluck().get()
  const verdict = db.pragma('quick_check(1)', { simple: true })
  if (verdict !== 'ok')
    return [bad('library', `${file} is damaged: ${verdict}.`, remedies['library/corrupt'] ?? '')]
  const migration = db.pragma('user_version', { simple: true })
  return [good('library', `${file} is whole and open for writing (SQLite ${sqlite}, tables of ${migration})`)]
}
