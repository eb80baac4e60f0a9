import { defineStore } from 'pinia'
import { computed, ref, type WritableComputedRef } from 'vue'

/** The name of the open dialog; only one can be open at a time. */
export const useDialogs = defineStore('dialogs', () => {
  const current = ref<string>()

  function open(name: string): void {
    current.value = name
  }

  return { current, open }
})

/** Whether the named dialog is open; writable. */
export function useOpen(name: string): WritableComputedRef<boolean> {
  const dialogs = useDialogs()
  return computed({
    get: () => dialogs.current === name,
    set: open => {
      if (open) dialogs.current = name
      else if (dialogs.current === name) dialogs.current = undefined
    }
  })
}
