import { defineStore } from 'pinia'
import { ref } from 'vue'

/**
 * The guide: whether it is open, and its section. It is not in core/dialogs.ts, because it opens
 * over the calling dialog, which keeps its input.
 */
export const useGuide = defineStore('guide', () => {
  const open = ref(false)
  /** The section on screen, as `document/section`. */
  const place = ref('guide/')

  function show(at = place.value): void {
    place.value = at
    open.value = true
  }

  return { open, place, show }
})
