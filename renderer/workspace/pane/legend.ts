import { type ComputedRef, computed } from 'vue'
import { type Legend, type Side, useFeatures } from '../../core/features.ts'

/** Returns the legend of a side of the view, from the first feature that has one to show. */
export function useLegend(side: () => Side): ComputedRef<Legend | undefined> {
  const legends = useFeatures().flatMap(({ legend }) => (legend ? [legend(side)] : []))
  return computed(() => legends.find(legend => legend.value)?.value)
}
