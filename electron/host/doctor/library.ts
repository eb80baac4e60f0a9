import { join } from 'node:path'
import type { ErrorCode } from '../../../contract/errors.ts'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

const remedies: Partial<Record<ErrorCode, string>> = {
  'library/in-use':
    'Close the other Ductal (window, browser or terminal), or choose another folder with --data.',
  'library/newer': 'Install the newer version of Ductal, or choose another folder with --data.',
  'library/corrupt': 'Restore a backup with “ductal restore”, or move the library away to start a new one.',
  'review/broken':
    'Run “ductal verify --all” to see what differs, then restore a backup with “ductal restore”.',
  'library/unwritable':
    'Give this user write permission, or choose another folder with --data or DUCTAL_DATA.',
  'disk/full': 'Free some disk space.'
}

export const library: Examination = ({ db, readOnlyReason, dataFolder }) => {
  if ('refused' in db) {
    const { code, message } = db.refused
    return [bad('library', message, remedies[code] ?? 'See ductal.log in the data folder.')]
  }
  if (readOnlyReason)
    return [
      bad(
        'library',
        readOnlyReason.message,
        remedies[readOnlyReason.code] ?? 'Restore a backup of the library.'
      )
    ]
  const file = join(dataFolder, 'library.sqlite')
  const sqlite = db.prepare('SELECT sqlite_version()').pluck().get()
  const found = db.pragma('quick_check(1)', { simple: true })
  if (found !== 'ok')
    return [bad('library', `${file} is damaged: ${found}.`, remedies['library/corrupt'] ?? '')]
  const migration = db.pragma('user_version', { simple: true })
  return [good('library', `${file} is intact and writable (SQLite ${sqlite}, format ${migration})`)]
}
