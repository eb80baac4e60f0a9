import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Blocks between two collections: each costs some dozens of milliseconds. */
const interval = 50

/** Electron may have closed V8's flags when the host starts, and a change then ends the process: there it is left to V8. */
const mayCollect = process.versions.electron === undefined

let collect: (() => void) | undefined

/**
 * Hands a long document on block by block, and keeps V8 from holding a hundred megabytes of what was measured and drawn already: it is
 * generous to a program that makes much garbage, and counts the bytes of pictures late. The host has a turn between two blocks, so that
 * it answers meanwhile.
 */
export async function* frugally<T>(blocks: Iterable<T>): AsyncGenerator<T> {
  let taken = 0
  // The young generation, which would double and double, stays as it is.
  if (mayCollect) setFlagsFromString('--semi-space-growth-factor=1')
  try {
    for (const block of blocks) {
      yield block
      await new Promise(resolve => setImmediate(resolve))
      if (!mayCollect || ++taken % interval !== 0) continue
      collect ??= exposed()
      collect()
    }
  } finally {
    // V8's own.
    if (mayCollect) setFlagsFromString('--semi-space-growth-factor=2')
  }
}

function exposed(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
