/**
 * Returns numbers in [0, 1). The same keys give the same numbers, so that no generator state needs
 * to be stored.
 */
export type Random = () => number

/**
 * Creates a generator for one purpose from keys such as a seed, a name and a step (hashed with
 * FNV-1a, then mulberry32).
 */
export function randomOf(...keys: (number | string)[]): Random {
  let hash = 0x811c9dc5
  for (const character of keys.join('\u0000')) {
    hash ^= character.codePointAt(0) ?? 0
    hash = Math.imul(hash, 0x01000193)
  }
  return mulberry32(hash >>> 0)
}

/** Tommy Ettinger's mulberry32: 32 bits of state, good enough to draw patches and rotations. */
function mulberry32(state: number): Random {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Returns a whole number in [0, below). */
export const integer = (random: Random, below: number): number => Math.floor(random() * below)

/** Returns a number in [from, to). */
export const between = (random: Random, from: number, to: number): number => from + random() * (to - from)

/** Returns a new array in random order (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = integer(random, last + 1)
    const kept = result[last] as T
    result[last] = result[other] as T
    result[other] = kept
  }
  return result
}
