import { type Build, instantiate, isValid, type Kernels } from './wasm/module.ts'
import { joined, openWide } from './wide.ts'

let opened: Kernels | undefined

/**
 * Returns the fastest kernels for this machine. One instance per process is enough, because kernels
 * keep nothing between calls except tapes (tape.ts).
 * @param build the fastest build as found by another thread of this process
 */
export function openKernels(build?: Build): Kernels {
  opened ??= build ? joined(() => instantiate(build)) : fastest()
  return opened
}

function fastest(): Kernels {
  if (!isValid('relaxed')) return instantiate('plain')
  return openWide() ?? instantiate('relaxed')
}
