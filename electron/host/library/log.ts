import { appendFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Logs a bug of the program: the operation under way, and the thrown value. */
export type Log = (what: string, error: unknown) => void

const largest = 1_000_000

/** Appends bugs to `ductal.log` in the data folder and to stderr; keeps one older file. */
export function openLog(folder: string): Log {
  const note = openNotes(folder)
  return (what, error) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    console.error(`${what}: ${detail}`)
    note(what, detail)
  }
}

/** Logs diagnostics that users need not see to the same file. */
export function openNotes(folder: string): (what: string, text: string) => void {
  const file = join(folder, 'ductal.log')
  return (what, text) => {
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(file, `${file}.old`)
      appendFileSync(file, `${new Date().toISOString()} ${what}: ${text}\n`, { mode: 0o600 })
    } catch (unwritten) {
      // An unwritable log must not cause a second failure.
      console.error(`ductal.log could not be written: ${unwritten}`)
    }
  }
}
