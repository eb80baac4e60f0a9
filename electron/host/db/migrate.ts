import { dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { copyBeforeUpdate } from './copies.ts'
import { damaged } from './damage.ts'
import type { Migration } from './migrations.ts'

/**
 * Migrates a library to the newest format, with one transaction per migration. An older library is
 * first copied to `library.sqlite.before-NNNN`, so that the user can undo an update by hand.
 * Without that backup nothing is changed.
 * @throws DuctalError library/corrupt; the error of SQLite or the system if the backup cannot be
 *   written
 */
export function migrate(db: Database, migrations: Migration[]): void {
  const present = db.pragma('user_version', { simple: true }) as number
  const newest = migrations.at(-1)?.number ?? 0
  const waiting = migrations.filter(({ number }) => number > present)
  if (present > 0 && waiting.length > 0 && !copyBeforeUpdate(db, newest)) throw damaged(dirname(db.name))
  for (const { number, sql } of waiting) {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${number}`)
    })()
  }
}
