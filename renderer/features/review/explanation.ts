import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { Explanation } from '../../../contract/run.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { useRuns } from '../../core/runs.ts'
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

  watch(
    () => [settings.values.why, runs.current?.id, queue.current?.row, queue.current?.col] as const,
    ([wanted, runId, row, col], _before, onCleanup) => {
      explanation.value = undefined
      computing.value = false
      if (!wanted || runId === undefined || row === undefined || col === undefined) return
      computing.value = true
      const abort = new AbortController()
      const waiting = window.setTimeout(async () => {
        const found = await problems.guard(texts.closeUp.why, () =>
          host.call('patches.explain', { runId, row, col }, abort.signal)
        )
        if (abort.signal.aborted) return
        computing.value = false
        explanation.value = found
      }, staysMs)
      onCleanup(() => {
        clearTimeout(waiting)
        abort.abort()
      })
    },
    { immediate: true }
  )

  return { explanation, computing }
})
