import { useMediaQuery } from '@vueuse/core'
import { watch } from 'vue'
import { useSettings } from '../core/settings.ts'

/**
 * Keeps at most one panel open in a narrow window (also at 200 % zoom), where panels cover the
 * slide; the stylesheet classes of the panels use the same width.
 */
export function useNarrowWindow(): void {
  const narrow = useMediaQuery('(max-width: 899px)')
  const { values } = useSettings()
  watch(
    [narrow, () => values.libraryOpen, () => values.panelOpen] as const,
    ([isNarrow, library, panel], [, libraryBefore] = [false, false, false]) => {
      if (!isNarrow || !library || !panel) return
      if (libraryBefore) values.libraryOpen = false
      else values.panelOpen = false
    },
    { immediate: true }
  )
}
