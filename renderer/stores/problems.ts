import { defineStore } from 'pinia'
import { ref } from 'vue'
import { DuctalError } from '../../contract/errors.ts'
import { texts } from '../texts.ts'

/** Something that did not work, shown until somebody has seen it. */
export interface Problem {
  id: number
  /** What was being done, or which file it is about. */
  about: string
  code: string
  message: string
}

export const useProblems = defineStore('problems', () => {
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

  return { list, add, dismiss, clear, guard }
})
