import { ref } from 'vue'
import { DuctalError } from '../../contract/errors.ts'
import { scopeOf } from './scope.ts'

/**
 * Long work that the user starts and can stop, one piece at a time. It also stops with the
 * component that began it.
 * @param stopped text shown after the user stopped it
 */
export function useAttempt(stopped: string) {
  const scope = scopeOf()
  const going = ref(false)
  const failure = ref<{ code: string; message: string }>()

  /** Returns the result; undefined after a failure, which `failure` then holds. */
  async function attempt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    going.value = true
    failure.value = undefined
    try {
      return await scope.run(work)
    } catch (error) {
      if (!(error instanceof DuctalError)) throw error
      failure.value = error.code === 'call/cancelled' ? { code: '', message: stopped } : error
      return undefined
    } finally {
      going.value = false
    }
  }

  return { going, failure, attempt, stop: scope.renew }
}
