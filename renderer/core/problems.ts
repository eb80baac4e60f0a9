import { defineStore } from 'pinia'
import { ref } from 'vue'
import { DuctalError } from '../../contract/errors.ts'
import { texts } from '../texts.ts'
import { useHost } from './host.ts'
import { useNotices } from './notices.ts'

/** Something that did not work, shown until somebody has seen it. */
export interface Problem {
  id: number
  /** What was being done, or which file it is about. */
  about: string
  code: string
  message: string
}

export const useProblems = defineStore('problems', () => {
  const host = useHost()
  const notices = useNotices()
  const list = ref<Problem[]>([])
  let next = 1

  function add(about: string, { code, message }: { code: string; message: string }): void {
    const same = list.value.find(
      known => known.about === about && known.code === code && known.message === message
    )
    if (same) return
    list.value = [...list.value, { id: next++, about, code, message }]
  }

  function dismiss(id: number): void {
    list.value = list.value.filter(problem => problem.id !== id)
  }

  function clear(): void {
    list.value = []
  }

  /** Runs something and keeps what goes wrong; a cancelled call is no problem. Gives undefined after a problem. */
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

  // What failed for want of a connection is old news once there is one: lists are read anew, and what a person asked for is said.
  host.onConnect(async () => {
    // Calls of the connection before fail in the same moment.
    await new Promise(resolve => setTimeout(resolve))
    const rest = list.value.filter(({ code }) => code !== 'door/closed')
    if (rest.length === list.value.length) return
    list.value = rest
    notices.say(texts.host.connectedAgain)
  })

  return { list, add, dismiss, clear, guard }
})
