import { useEventListener } from '@vueuse/core'

/**
 * Holds this page against being closed or loaded anew while something is not saved: a browser then asks; Electron's main process tries again
 * for a moment, and then asks.
 * @param save begins to save what would otherwise wait
 */
export function useLeave(isUnsaved: () => boolean, save: () => void = () => {}): void {
  useEventListener(window, 'beforeunload', event => {
    if (!isUnsaved()) return
    event.preventDefault()
    // Chromium before 119 goes by this alone.
    event.returnValue = true
    save()
  })
}
