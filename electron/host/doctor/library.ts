import { join } from 'node:path'
import type { ErrorCode } from '../../../contract/errors.ts'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

const remedies: Partial<Record<ErrorCode, string>> = {
  'library/in-use':
    'Close the other Ductal (window, browser or terminal), or choose another folder with --data.',
  'library/newer': 'Install the newer version of Ductal, or choose another folder with --data.',
  'library/corrupt': 'Restore a backup with “ductal restore”, or move the library away to start a new one.',
  'library/incomplete':
    'Put library.sqlite-wal back, restore a backup with “ductal restore”, or continue with what is there.',
  'library/displaced': 'Close Ductal, then run “ductal restore”, or put the library back.',
  'review/broken':
    'Run “ductal verify --all” to see what differs, then restore a backup with “ductal restore”.',
  'library/unwritable':
    'Give this user write permission, or choose another folder with --data or DUCTAL_DATA.',
  'disk/full': 'Free some disk space.'
}

/** A backup that is older than this number of ms means that the daily ones fail. */
const late = 3 * 24 * 3600 * 1000

export const backup: Examination = ({ backup, db, dataFolder }) => {
  const { last, failure } = backup()
  const when = last ? `${last.takenAt.slice(0, 16).replace('T', ' ')} UTC, ${last.path}` : null
  if (failure) {
    const since = when === null ? 'There is no intact backup.' : `The last intact backup: ${when}.`
    return [bad('backup', `${failure.message} ${since}`, `Check the folder ${join(dataFolder, 'backups')}.`)]
  }
  if (last && when !== null)
    return Date.now() - Date.parse(last.takenAt) < late || 'refused' in db
      ? [good('backup', when)]
      : [
          bad(
            'backup',
            `The last intact backup is old: ${when}.`,
            'Keep Ductal open for a minute, then check again.'
          )
        ]
  const empty = !('refused' in db) && db.prepare('SELECT 1 FROM slides LIMIT 1').get() === undefined
  return empty
    ? [good('backup', 'none yet: the library is empty')]
    : [
        bad(
          'backup',
          `There is no intact backup in ${join(dataFolder, 'backups')}.`,
          'Keep Ductal open for a minute, then check again.'
        )
      ]
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
