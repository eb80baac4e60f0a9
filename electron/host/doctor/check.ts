import type { Check } from '../../../contract/doctor.ts'
import { failureOf } from '../../../contract/errors.ts'
import type { Examination, Subject } from './subject.ts'

/** Time after which an unanswered worker counts as broken, in ms. */
const patience = 60_000

export const good = (name: string, detail: string): Check => ({ name, ok: true, detail, remedy: '' })

export const bad = (name: string, detail: string, remedy: string): Check => ({
  name,
  ok: false,
  detail,
  remedy
})

/**
 * Runs an examination and returns its checks; an examination that throws becomes a failed check.
 */
export async function perform(name: string, examine: Examination, subject: Subject): Promise<Check[]> {
  try {
    return await examine(subject)
  } catch (error) {
    const { code, message } = failureOf(error)
    const slow = code === 'call/cancelled'
    return [
      bad(
        name,
        slow ? `No answer within ${patience / 1000} seconds.` : message,
        'Restart Ductal. If the problem remains, see ductal.log in the data folder.'
      )
    ]
  }
}

/** Options for a worker task with a time limit. */
export const patiently = (queue: 'view' | 'work') => ({ queue, signal: AbortSignal.timeout(patience) })
