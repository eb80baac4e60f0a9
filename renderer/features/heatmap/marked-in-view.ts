import { watchDebounced } from '@vueuse/core'
import { ref } from 'vue'
import { rasterOrigin } from '../../../geometry/grid.ts'
import { useRuns } from '../../core/runs.ts'
import { useResult } from '../../stage/result.ts'
import { useStage } from '../../stage/stage.ts'
import { positiveInView } from '../../viewer/raster/positive-in-view.ts'

/**
 * Counts marked patches in view once the slide stops moving; undefined without a result. Lives as
 * long as the calling scope.
 */
export function useMarkedInView() {
  const stage = useStage()
  const store = useResult()
  const runs = useRuns()
  const marked = ref<number>()
  watchDebounced(
    () => [stage.main?.view.value, store.result, runs.threshold] as const,
    ([view, result, threshold]) => {
      const corners = view && result ? (stage.main?.corners() ?? []) : []
      marked.value =
        result && corners.length > 0
          ? positiveInView(
              {
                raster: result.probabilities.base,
                ...rasterOrigin(result.run.grid),
                cell: result.run.grid.stride
              },
              corners,
              threshold
            )
          : undefined
    },
    { debounce: 120, immediate: true }
  )
  return marked
}
