import { defineStore } from 'pinia'
import { reactive, ref, shallowRef } from 'vue'
import type { Comparison } from '../../../contract/models/comparison.ts'
import { useAttempt } from '../../core/attempt.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { texts } from '../../texts.ts'

/** Stored comparisons of models, and the one in progress. */
export const useComparisons = defineStore('comparisons', () => {
  const host = useHost()
  const problems = useProblems()
  const list = shallowRef<Comparison[]>([])
  /** The displayed comparison; undefined while the user sets up a new one. */
  const shownId = ref<number>()
  const { going, failure, attempt, stop } = useAttempt(texts.models.compare.stopped)
  /** Models of the comparison in progress. */
  const asked = shallowRef<string[]>([])
  /** Share of the patches that each model has classified. */
  const progress = reactive(new Map<string, number>())

  async function make(path: string, models: string[]): Promise<void> {
    if (going.value) return
    asked.value = models
    progress.clear()
    const made = await attempt(signal => host.call('comparisons.make', { path, models }, signal))
    if (!made) return
    list.value = [made, ...list.value]
    shownId.value = made.id
  }

  /** @throws DuctalError */
  async function remove(comparisonId: number): Promise<void> {
    await host.call('comparisons.remove', { comparisonId })
    list.value = list.value.filter(({ id }) => id !== comparisonId)
    if (shownId.value === comparisonId) shownId.value = undefined
  }

  host.onConnect(async () => {
    const kept = await problems.guard(texts.models.problem, () => host.call('comparisons.list', undefined))
    if (kept) list.value = kept
  })
  host.onEvent(event => {
    if (event.type === 'comparing' && going.value) progress.set(event.model, event.done / event.total)
  })

  return { list, shownId, going, asked, progress, failure, make, stop, remove }
})
