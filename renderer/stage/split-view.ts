import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { useSlides } from '../core/slides.ts'

/** The second side of the view: whether it is open, and which slide it shows. */
export const useSplitView = defineStore('splitView', () => {
  const slides = useSlides()
  const open = ref(false)
  /** The slide on the second side; 0 for the same slide. */
  const slideId = ref(0)
  /** Whether both sides move together. */
  const linked = ref(true)
  const slide = computed(() =>
    open.value && slideId.value !== 0
      ? (slides.all.find(({ id }) => id === slideId.value) ?? slides.selected)
      : slides.selected
  )

  return { open, slideId, linked, slide }
})
