import { defineStore } from 'pinia'
import { computed, reactive } from 'vue'

/** What the page is loading at present, for one discreet line. */
export const useLoading = defineStore('loading', () => {
  const labels = reactive(new Map<symbol, string>())
  const list = computed(() => [...new Set(labels.values())])

  /** Lists a label while work is in progress. */
  async function during<T>(label: string, work: () => Promise<T>): Promise<T> {
    const key = Symbol(label)
    labels.set(key, label)
    try {
      return await work()
    } finally {
      labels.delete(key)
    }
  }

  return { list, during }
})
