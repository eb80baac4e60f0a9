import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { NewReviewer, Reviewer } from '../../../contract/review/review.ts'
import { useDialogs } from '../../core/dialogs.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { texts } from '../../texts.ts'

/** The reviewer responsible for the following actions; asked once, at the first action. */
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
    if (reviewer) current.value = reviewer
    return reviewer !== undefined
  }

  const add = (reviewer: NewReviewer) => take(() => host.call('reviewers.add', reviewer))
  const choose = ({ id }: Reviewer) => take(() => host.call('reviewers.choose', { reviewerId: id }))

  host.onConnect(async () => {
    const found = await problems.guard(texts.reviewer.title, () => host.call('reviewers.current', undefined))
    if (found !== undefined) current.value = found
  })
  host.onEvent(event => {
    if (event.type === 'reviewer') current.value = event.reviewer
  })

  return { current, known, ensure, settle, list, add, choose }
})
