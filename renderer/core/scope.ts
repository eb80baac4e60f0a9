import { tryOnScopeDispose } from '@vueuse/core'
import { markRaw, ref, watch } from 'vue'
import { DuctalError } from '../../contract/errors.ts'

/**
 * Work that belongs to a subject, such as the analysis on screen. When the subject changes, the
 * work ends: its signal aborts, and neither its answer nor its error arrives any more. A subject
 * that comes back has become a new one meanwhile.
 */
export interface Scope {
  /** The signal of the present subject. */
  readonly signal: AbortSignal
  /**
   * Runs work for the present subject. The work passes the signal on, and asks for nothing more of
   * its own once the signal has aborted.
   * @param land receives the answer, if the subject is still the same. Store the answer here rather
   *   than after `await`, because the subject may change in between.
   * @throws DuctalError `call/cancelled` if the subject has changed, whatever became of the work
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>, land?: (answer: T) => void): Promise<T>
  /** Returns a function that calls `land` as long as the present subject lasts, then no more. */
  landing<A extends unknown[]>(land: (...args: A) => void): (...args: A) => void
  /** Ends the work in progress, so that a newer request takes its place. */
  renew(): void
  /**
   * Calls `begin` now and for each subject after this one, to forget the last and load the next.
   */
  each(begin: () => void): void
}

/**
 * Follows a subject, given by one or more sources, until the calling scope ends.
 * @param sources what identifies the subject: ids, not objects that change while they stay the same
 */
export function scopeOf(...sources: (() => unknown)[]): Scope {
  let abort = new AbortController()
  /** Counts the subjects, so that one that comes back is noticed. */
  const count = ref(0)

  function renew(): void {
    abort.abort()
    abort = new AbortController()
  }

  // At once, because an answer may arrive between a change and the next update of the page.
  watch(
    sources,
    () => {
      renew()
      count.value++
    },
    { flush: 'sync' }
  )
  tryOnScopeDispose(() => abort.abort())

  async function run<T>(work: (signal: AbortSignal) => Promise<T>, land?: (answer: T) => void): Promise<T> {
    const { signal } = abort
    const cancelled = () => new DuctalError('call/cancelled', 'The subject of this call has changed.')
    let answer: T
    try {
      answer = await work(signal)
    } catch (error) {
      throw signal.aborted ? cancelled() : error
    }
    if (signal.aborted) throw cancelled()
    land?.(answer)
    return answer
  }

  function landing<A extends unknown[]>(land: (...args: A) => void) {
    const { signal } = abort
    return (...args: A) => {
      if (!signal.aborted) land(...args)
    }
  }

  return markRaw({
    get signal() {
      return abort.signal
    },
    run,
    landing,
    renew,
    each: begin => void watch(count, begin, { immediate: true })
  } satisfies Scope)
}
