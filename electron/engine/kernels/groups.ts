import type { Arena } from './memory.ts'

/** Patches that walk through the sequence together: assembly/lanes.ts. */
export const LANES = 8

export interface Sequences {
  /** [count][steps][features] */
  values: Float32Array
  count: number
  steps: number
}

/** Calls `work` with the first patch of each group and how many it has: eight, in the last one perhaps fewer. */
export function eachGroup(
  count: number,
  work: (first: number, patches: number, group: number) => void
): void {
  for (let first = 0; first < count; first += LANES)
    work(first, Math.min(LANES, count - first), first / LANES)
}

export function groupsOf(count: number): number {
  return Math.ceil(count / LANES)
}

/** Copies a group's part of [count][size] to `address`. */
export function putGroup(
  arena: Arena,
  address: number,
  values: Float32Array,
  size: number,
  first: number,
  patches: number
): void {
  arena.floats(address, patches * size).set(values.subarray(first * size, (first + patches) * size))
}

/** Copies a group's part of [count][size] from `address`. */
export function takeGroup(
  arena: Arena,
  address: number,
  values: Float32Array,
  size: number,
  first: number,
  patches: number
): void {
  values.set(arena.floats(address, patches * size), first * size)
}
