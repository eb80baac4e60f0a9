import { useTimeoutFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { ref } from 'vue'

/** A one-sentence notice about the last action, shown for a few seconds. */
export const useNotices = defineStore('notices', () => {
  const text = ref('')
  const { start } = useTimeoutFn(
    () => {
      text.value = ''
    },
    5000,
    { immediate: false }
  )

  function say(next: string): void {
    text.value = next
    start()
  }

  return { text, say }
})
