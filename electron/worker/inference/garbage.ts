import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Resident bytes that justify a dozen milliseconds: a worker should stay below 300 MB. */
const much = 240 * 1024 * 1024

let collect: (() => void) | undefined

/**
 * Frees unused memory if the process holds much: buffers from loading a network, and activations of
 * large ones. V8 accounts for such buffers late and would keep a hundred megabytes of them.
 */
export function collectGarbage(): void {
  if (process.memoryUsage.rss() < much) return
  collect ??= exposed()
  collect()
}

function exposed(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
