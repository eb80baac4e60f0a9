import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Explanation } from '../../../contract/runs/run.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { useRuns } from '../../core/runs.ts'
import { scopeOf } from '../../core/scope.ts'
import { useSettings } from '../../core/settings.ts'
import { texts } from '../../texts.ts'
import { useQueue } from './queue.ts'

/** Computing takes a moment, so it starts only after the user has stayed on a patch this long. */
const staysMs = 250

/** Explains the model's prediction for the current queue item, while explanations are shown. */
export const useExplanation = defineStore('explanation', () => {
  const host = useHost()
  const runs = useRuns()
  const queue = useQueue()
  const problems = useProblems()
  const settings = useSettings()
  const explanation = shallowRef<Explanation>()
  const computing = ref(false)

  const scope = scopeOf(
    () => settings.values.why,
    () => runs.current?.id,
    () => queue.current?.row,
    () => queue.current?.col
  )
  scope.each(async () => {
    explanation.value = undefined
    computing.value = false
    const [runId, item] = [runs.current?.id, queue.current]
    if (!settings.values.why || runId === undefined || !item) return
    computing.value = true
    const { signal } = scope
    const found = await problems.guard(texts.closeUp.why, () =>
      scope.run(async () => {
        await new Promise(resolve => setTimeout(resolve, staysMs))
        signal.throwIfAborted()
        return host.call('patches.explain', { runId, row: item.row, col: item.col }, signal)
      })
    )
    if (signal.aborted) return
    computing.value = false
    explanation.value = found
  })

  return { explanation, computing }
})
