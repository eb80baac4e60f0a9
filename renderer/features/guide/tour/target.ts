import { useMutationObserver, useRafFn } from '@vueuse/core'
import { type Ref, shallowRef, watch } from 'vue'

/**
 * Tracks the visible control with `data-tour="name"`; null while the page has none. Also finds
 * controls that are added later.
 */
export function useTarget(name: () => string | undefined): Readonly<Ref<HTMLElement | null>> {
  const target = shallowRef<HTMLElement | null>(null)
  const find = () => {
    const wanted = name()
    const all = wanted ? [...document.querySelectorAll<HTMLElement>(`[data-tour="${wanted}"]`)] : []
    target.value = all.find(element => element.getClientRects().length > 0) ?? null
  }
  // The page changes often during an analysis, so search at most once per frame.
  const { resume, pause } = useRafFn(
    () => {
      pause()
      find()
    },
    { immediate: false }
  )
  watch(name, resume, { immediate: true })
  useMutationObserver(document.body, resume, { childList: true, subtree: true })
  return target
}
