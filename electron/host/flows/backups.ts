import { setTimeout as pause } from 'node:timers/promises'
import type { BackupState } from '../../../contract/backup.ts'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { Context } from '../context.ts'
import { copyDaily, isWhole, listCopies, makeCopy } from '../db/copies.ts'
import { damaged } from '../db/damage.ts'
import { stopWriting } from './read-only.ts'

type Services = Pick<Context, 'db' | 'dataFolder' | 'events' | 'log' | 'readOnlyReason'>

/** How often to look whether a backup is due, in ms. A computer that slept is late by no more. */
const interval = 15 * 60 * 1000

/** Backs up the library every day, and reports when that fails. */
export class Backups {
  readonly #context: Services
  readonly #now: () => Date
  readonly #interval: number
  #failure: BackupState['failure'] = null
  /** The newest backup that was found intact; undefined before anyone asked. */
  #last: BackupState['last'] | undefined

  constructor(context: Services, { now = () => new Date(), every = interval } = {}) {
    this.#context = context
    this.#now = now
    this.#interval = every
  }

  /** The newest intact backup, and why the latest attempt failed. */
  get state(): BackupState {
    if (this.#last === undefined) this.#last = lastWhole(this.#context.dataFolder, this.#now())
    return { last: this.#last, failure: this.#failure }
  }

  /** Makes a backup whenever one is due, until the signal aborts. Never rejects. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#context.readOnlyReason) {
      await this.#make(copyDaily)
      await pause(this.#interval, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  /**
   * Keeps what is open of a library that is no longer at its path.
   * @returns the path of the backup; undefined if none could be made
   */
  async rescue(): Promise<string | undefined> {
    return this.#make(makeCopy)
  }

  async #make(copy: typeof copyDaily): Promise<string | undefined> {
    const { db, dataFolder, events, log } = this.#context
    const now = this.#now()
    try {
      const path = await copy(db, dataFolder, now)
      if (path === 'damaged') {
        stopWriting(this.#context, damaged(dataFolder))
        return undefined
      }
      if (path === undefined && this.#failure === null) return undefined
      this.#failure = null
      if (path !== undefined) this.#last = { path, takenAt: now.toISOString() }
      events.emit({ type: 'backup', backup: this.state })
      return path
    } catch (error) {
      const failure = failureOf(error)
      const expected = (error as { code?: unknown } | null)?.code !== undefined
      if (failure.code === 'internal' && !expected) log('backing up the library', error)
      const again = this.#failure !== null
      this.#failure = failureOf(notMade(dataFolder, failure.code, error))
      events.emit({ type: 'backup', backup: this.state })
      // One notice for a disk that stays full.
      if (!again) events.emit({ type: 'notice', ...this.#failure })
      return undefined
    }
  }
}

/** Returns the newest intact backup of a data folder. */
export function lastWhole(dataFolder: string, now: Date): BackupState['last'] {
  const copy = listCopies(dataFolder, now).find(({ path }) => isWhole(path))
  return copy ? { path: copy.path, takenAt: copy.takenAt } : null
}

function notMade(dataFolder: string, code: string, error: unknown): DuctalError {
  const reason =
    code === 'disk/full' ? 'the disk is full' : String((error as { code?: unknown } | null)?.code ?? code)
  return new DuctalError(
    'library/no-backup',
    `The library could not be backed up into ${dataFolder}/backups (${reason}). Saved work is safe, but there is no new backup. Free some space and check the permissions of that folder; Ductal tries again by itself.`,
    { cause: error }
  )
}
