import { useMutationObserver, useRafFn } from '@vueuse/core'
import { type Ref, shallowRef, watch } from 'vue'

/** The control that carries `data-tour="name"`, as long as it is on the page: one that comes later is found when it comes. */
export function useTarget(name: () => string | undefined): Readonly<Ref<HTMLElement | null>> {
  const target = shallowRef<HTMLElement | null>(null)
  const find = () => {
    const wanted = name()
    const all = wanted ? [...document.querySelectorAll<HTMLElement>(`[data-tour="${wanted}"]`)] : []
    target.value = all.find(element => element.getClientRects().length > 0) ?? null
  }
  // The page changes many times while an analysis runs: one look a frame is enough.
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
