import type { Arena } from './memory.ts'

export interface Sequences {
  /** [count][steps][features] */
  values: Float32Array
  count: number
  steps: number
}

/**
 * Calls `work` with each group's first patch and size. A group has as many patches as there are
 * lanes; the last may have fewer.
 */
export function eachGroup(
  { lanes }: Arena,
  count: number,
  work: (first: number, patches: number, group: number) => void
): void {
  for (let first = 0; first < count; first += lanes)
    work(first, Math.min(lanes, count - first), first / lanes)
}

export function groupsOf({ lanes }: Arena, count: number): number {
  return Math.ceil(count / lanes)
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
