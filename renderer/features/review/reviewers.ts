import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { failureOf } from '../../../contract/errors.ts'
import type { NewReviewer, Reviewer } from '../../../contract/review/review.ts'
import { useDialogs } from '../../core/dialogs.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { texts } from '../../texts.ts'

/** Where a tab keeps its reviewer, so that a reload or a new connection does not change it. */
const key = 'ductal.reviewer'
const keep = ({ id, name }: Reviewer) => sessionStorage.setItem(key, JSON.stringify({ id, name }))

/**
 * The reviewer responsible for the following actions in this window; asked once, at the first
 * action.
 */
export const useReviewers = defineStore('reviewers', () => {
  const host = useHost()
  const problems = useProblems()
  const dialogs = useDialogs()
  const current = shallowRef<Reviewer | null>(null)
  const known = shallowRef<Reviewer[]>([])
  let asked: { promise: Promise<boolean>; answer(known: boolean): void } | undefined

  /** Asks for the reviewer if necessary. Resolves with whether the reviewer is known. */
  function ensure(): Promise<boolean> {
    if (current.value) return Promise.resolve(true)
    if (!asked) {
      let answer: (known: boolean) => void = () => {}
      const promise = new Promise<boolean>(resolve => {
        answer = resolve
      })
      asked = { promise, answer }
    }
    dialogs.open('reviewer')
    return asked.promise
  }

  /** Called when the dialog closes, with or without an answer. */
  function settle(): void {
    asked?.answer(current.value !== null)
    asked = undefined
  }

  async function list(): Promise<void> {
    const all = await problems.guard(texts.reviewer.title, () => host.call('reviewers.list', undefined))
    if (all) known.value = all
  }

  async function take(work: () => Promise<Reviewer>): Promise<boolean> {
    const reviewer = await problems.guard(texts.reviewer.title, work)
    if (!reviewer) return false
    current.value = reviewer
    keep(reviewer)
    return true
  }

  /** Takes over this window's reviewer, or else the one that the host proposes to new windows. */
  async function restored(): Promise<Reviewer | null> {
    const kept = sessionStorage.getItem(key)
    if (kept !== null)
      try {
        const { id, name } = JSON.parse(kept) as Reviewer
        return await host.call('reviewers.choose', { reviewerId: id, name })
      } catch (error) {
        // Another library, or one that is read-only.
        if (!/^(review|library)\//.test(failureOf(error).code)) throw error
      }
    return host.call('reviewers.current', undefined)
  }

  const add = (reviewer: NewReviewer) => take(() => host.call('reviewers.add', reviewer))
  const choose = ({ id }: Reviewer) => take(() => host.call('reviewers.choose', { reviewerId: id }))

  host.onConnect(async () => {
    const found = await problems.guard(texts.reviewer.title, restored)
    if (found === undefined) return
    current.value = found
    if (found) keep(found)
  })
  host.onEvent(event => {
    if (event.type === 'reviewer' && event.reviewer.id === current.value?.id) current.value = event.reviewer
  })

  return { current, known, ensure, settle, list, add, choose }
})
