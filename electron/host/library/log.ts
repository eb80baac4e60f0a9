import { appendFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Records a fault of the program itself: what was being done, and what was thrown. */
export type Log = (what: string, error: unknown) => void

const largest = 1_000_000

/** Appends to `ductal.log` in the data folder; one older file is kept. The same goes to stderr. */
export function openLog(folder: string): Log {
  const file = join(folder, 'ductal.log')
  return (what, error) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    console.error(`${what}: ${detail}`)
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(file, `${file}.old`)
      appendFileSync(file, `${new Date().toISOString()} ${what}: ${detail}\n`)
    } catch (unwritten) {
      // A log that cannot be written must not add a second fault to the first.
      console.error(`ductal.log could not be written: ${unwritten}`)
    }
  }
}
