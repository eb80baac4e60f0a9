import { useMediaQuery } from '@vueuse/core'
import { watch } from 'vue'
import { useSettings } from '../core/settings.ts'

/**
 * Keeps at most one panel open in a narrow window (also at 200 % zoom), where panels cover the
 * slide; the classes of the panels use the same width. A panel that was closed for this opens again
 * in a wide window, because windows may be narrow for a moment while they open.
 */
export function useNarrowWindow(): void {
  const narrow = useMediaQuery('(max-width: 899px)')
  const { values } = useSettings()
  let closed: 'panelOpen' | 'libraryOpen' | undefined
  watch(
    [narrow, () => values.libraryOpen, () => values.panelOpen] as const,
    ([isNarrow, library, panel], [wasNarrow, , panelBefore] = [false, false, false]) => {
      if (!isNarrow) {
        if (wasNarrow && closed) values[closed] = true
        closed = undefined
      } else if (library && panel) {
        // The panel that was just opened stays; of two that were open, the analysis.
        closed = wasNarrow && panelBefore ? 'panelOpen' : 'libraryOpen'
        values[closed] = false
      }
    },
    { immediate: true, flush: 'sync' }
  )
}
