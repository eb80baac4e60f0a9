import { computed, type WritableComputedRef } from 'vue'
import { type DialogName, useDialogs } from './dialogs.ts'

/** Whether the named dialog is open; writable. */
export function useOpen(name: DialogName): WritableComputedRef<boolean> {
  const dialogs = useDialogs()
  return computed({
    get: () => dialogs.current === name,
    set: open => {
      if (open) dialogs.current = name
      else if (dialogs.current === name) dialogs.current = undefined
    }
  })
}
