import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { DuctalError } from '../../contract/errors.ts'
import { texts } from '../texts.ts'
import { useHost } from './host.ts'
import { useNotices } from './notices.ts'

/** A failure, shown until the user dismisses it. */
export interface Problem {
  id: number
  /** The action that failed, or the affected file. */
  about: string
  code: string
  message: string
  /** What the user can do about it here. */
  remedy?: Remedy | undefined
}

export interface Remedy {
  label: string
  run(): void
}

export const useProblems = defineStore('problems', () => {
  const host = useHost()
  const notices = useNotices()
  const list = shallowRef<Problem[]>([])
  let next = 1

  function add(
    about: string,
    { code, message }: { code: string; message: string },
    remedy?: Remedy | undefined
  ): void {
    const same = list.value.find(
      known => known.about === about && known.code === code && known.message === message
    )
    if (same) return
    list.value = [...list.value, { id: next++, about, code, message, remedy }]
  }

  function dismiss(id: number): void {
    list.value = list.value.filter(problem => problem.id !== id)
  }

  /** Removes a problem that was solved. */
  function settle(about: string, code: string): void {
    list.value = list.value.filter(problem => problem.about !== about || problem.code !== code)
  }

  function clear(): void {
    list.value = []
  }

  /**
   * Runs work and reports its failure as a problem, unless the call was cancelled. Returns
   * undefined on failure.
   */
  async function guard<T>(about: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof DuctalError)) {
        console.error(error)
        add(about, { code: 'internal', message: texts.problems.fault })
      } else if (error.code !== 'call/cancelled') add(about, error)
      return undefined
    }
  }

  // After reconnecting, failures caused by the lost connection are outdated: lists reload by
  // themselves, and a notice says that requests made meanwhile may not have been done.
  host.onConnect(async () => {
    // Calls of the previous connection fail in the same moment.
    await new Promise(resolve => setTimeout(resolve))
    const rest = list.value.filter(({ code }) => code !== 'door/closed')
    if (rest.length === list.value.length) return
    list.value = rest
    notices.say(texts.host.connectedAgain)
  })

  return { list, add, dismiss, settle, clear, guard }
})
