import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Resident bytes from which it is worth the dozen milliseconds: a worker is to stay below 300 MB. */
const much = 240 * 1024 * 1024

let collect: (() => void) | undefined

/**
 * Frees what is held for nothing, if much is held: what was read and rearranged while a network was loaded, and the activations of
 * large ones. V8 counts such buffers late, and would let a hundred megabytes of them lie.
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
