import { instantiate, type Kernels } from './module.ts'
import type { Plan } from './plan.ts'

/**
 * What a forward pass keeps for the backward pass. The data stays where the kernels wrote it, in
 * the memory of a separate instance: a batch takes a hundred megabytes, too much to copy out and in
 * again. An unused tape is freed with its instance.
 */
export interface Tape {
  kernels: Kernels
  /** One plan per group, with the addresses of its slots and gates. */
  groups: Plan[]
  count: number
}

const idle: Kernels[] = []

/** Returns an instance for exclusive use until it is given back. */
export function borrow(build: Kernels['build']): Kernels {
  const index = idle.findIndex(kernels => kernels.build === build)
  return index < 0 ? instantiate(build) : idle.splice(index, 1)[0]!
}

/** Returns the instance to the pool after the backward pass. The tape is invalid from then on. */
export function giveBack(tape: Tape): void {
  idle.push(tape.kernels)
}
