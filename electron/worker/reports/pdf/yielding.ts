import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Blocks between two garbage collections, which cost some dozens of milliseconds each. */
const interval = 50

/**
 * Electron may have frozen V8's flags by the time the host starts, and changing them then ends the
 * process; there, V8 collects on its own.
 */
const mayCollect = process.versions.electron === undefined

let collect: (() => void) | undefined

/**
 * Yields a long document block by block, and keeps V8 from holding a hundred megabytes of garbage:
 * V8 is slow to collect in a program that allocates much, and counts the bytes of images late.
 * Yields to the event loop between blocks, so that the host stays responsive.
 */
export async function* yieldBetweenBlocks<T>(blocks: Iterable<T>): AsyncGenerator<T> {
  let taken = 0
  // Stops the young generation from doubling again and again.
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
    // V8's default.
    if (mayCollect) setFlagsFromString('--semi-space-growth-factor=2')
  }
}

function exposed(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
