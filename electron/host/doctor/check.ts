import type { Check } from '../../../contract/doctor.ts'
import { failureOf } from '../../../contract/errors.ts'
import type { Examination, Subject } from './subject.ts'

/** A worker that has not answered by then does not work, ms. */
const patience = 60_000

export const good = (name: string, detail: string): Check => ({ name, ok: true, detail, remedy: '' })

export const bad = (name: string, detail: string, remedy: string): Check => ({
  name,
  ok: false,
  detail,
  remedy
})

/** The checks of an examination; one that fails itself becomes a check that is not ok. */
export async function perform(name: string, examine: Examination, subject: Subject): Promise<Check[]> {
  try {
    return await examine(subject)
  } catch (error) {
    const { code, message } = failureOf(error)
    const slow = code === 'call/cancelled'
    return [
      bad(
        name,
        slow ? `No answer came within ${patience / 1000} seconds.` : message,
        'Start Ductal again; if this stays, its log in the data folder (ductal.log) says more.'
      )
    ]
  }
}

/** Options of a question to a worker that must not wait forever. */
export const patiently = (lane: 'view' | 'work') => ({ lane, signal: AbortSignal.timeout(patience) })
