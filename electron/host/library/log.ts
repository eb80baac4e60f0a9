import { appendFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Records a fault of the program itself: what was being done, and what was thrown. */
export type Log = (what: string, error: unknown) => void

const largest = 1_000_000

/** Appends faults to `ductal.log` in the data folder; one older file is kept. The same goes to stderr. */
export function openLog(folder: string): Log {
  const note = openNotes(folder)
  return (what, error) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    console.error(`${what}: ${detail}`)
    note(what, detail)
  }
}

/** Appends to the same file what is no fault, and concerns nobody who sits before the program. */
export function openNotes(folder: string): (what: string, text: string) => void {
  const file = join(folder, 'ductal.log')
  return (what, text) => {
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(file, `${file}.old`)
      appendFileSync(file, `${new Date().toISOString()} ${what}: ${text}\n`)
    } catch (unwritten) {
      // A log that cannot be written must not add a second fault to the first.
      console.error(`ductal.log could not be written: ${unwritten}`)
    }
  }
}
