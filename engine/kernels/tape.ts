import { instantiate, type Kernels } from './module.ts'
import type { Plan } from './plan.ts'

/**
 * What a way forward keeps for the way back. It stays where the kernels wrote it, in the memory of an instance of its own: a
 * hundred megabytes for a batch, too much to be copied out and in again. One that is never used is freed with its instance.
 */
export interface Tape {
  kernels: Kernels
  /** One a group, with the addresses of its slots and gates. */
  groups: Plan[]
  count: number
}

const idle: Kernels[] = []

/** An instance that nobody else uses until it is given back. */
export function borrow(build: Kernels['build']): Kernels {
  const index = idle.findIndex(kernels => kernels.build === build)
  return index < 0 ? instantiate(build) : idle.splice(index, 1)[0]!
}

/** After the way back; the tape is of no use any more. */
export function giveBack(tape: Tape): void {
  idle.push(tape.kernels)
}
