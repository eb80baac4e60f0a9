import { useEventListener } from '@vueuse/core'
import { desktop } from '../bridge/bridge.ts'

/**
 * Has the browser ask before this page is closed or loaded anew while something is not saved. A window of Electron would just stay
 * open, without a word.
 */
export function useLeave(isUnsaved: () => boolean): void {
  if (desktop) return
  useEventListener(window, 'beforeunload', event => {
    if (isUnsaved()) event.preventDefault()
  })
}
