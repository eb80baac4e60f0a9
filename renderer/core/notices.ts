import { useTimeoutFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { ref } from 'vue'

/** One sentence about what has just been done, for a few seconds. */
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
