import { type Build, instantiate, isValid, type Kernels } from './module.ts'
import { joined, openWide } from './wide.ts'

let opened: Kernels | undefined

/**
 * The fastest kernels for this machine: one instance in a process, since they keep nothing between calls but tapes (tape.ts).
 * @param build what another thread of this process has found to be the fastest
 */
export function openKernels(build?: Build): Kernels {
  opened ??= build ? joined(() => instantiate(build)) : fastest()
  return opened
}

function fastest(): Kernels {
  if (!isValid('relaxed')) return instantiate('plain')
  return openWide() ?? instantiate('relaxed')
}
