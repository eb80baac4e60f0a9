import { useEventListener } from '@vueuse/core'

/**
 * Keeps the page from being closed or reloaded while something is unsaved. A browser asks the user
 * at once; Electron's main process first retries for a moment, then asks.
 * @param save starts saving anything that would otherwise wait
 */
export function useLeaveGuard(isUnsaved: () => boolean, save: () => void = () => {}): void {
  useEventListener(window, 'beforeunload', event => {
    if (!isUnsaved()) return
    event.preventDefault()
    // Chromium before 119 only checks this property.
    event.returnValue = true
    save()
  })
}
