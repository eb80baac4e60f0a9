/**
 * A source of numbers in [0, 1) that gives the same sequence for the same seed on every machine.
 */
export type Random = () => number

/** Mulberry32 by Tommy Ettinger (public domain): 32 bits of state, enough for drawing. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Returns a bell-shaped random number around `mean`, at most three times `spread` away. */
export function around(random: Random, mean: number, spread: number): number {
  return mean + (random() + random() + random() - 1.5) * 2 * spread
}

export const smooth = (t: number) => t * t * (3 - 2 * t)
export const clamp = (value: number, low: number, high: number) =>
  value < low ? low : value > high ? high : value
/** 0 below `low`, 1 above `high`, smooth in between. */
export const ramp = (value: number, low: number, high: number) =>
  smooth(clamp((value - low) / (high - low), 0, 1))

/**
 * Smooth noise over the plane: random values on a lattice of unit cells, with a period of 256
 * cells.
 */
export class Noise {
  private readonly lattice = new Float32Array(65536)

  constructor(random: Random) {
    for (let i = 0; i < 65536; i++) this.lattice[i] = random() * 2 - 1
  }

  /** Returns a value in [−1, 1]. */
  at(x: number, y: number): number {
    const left = Math.floor(x)
    const top = Math.floor(y)
    const u = smooth(x - left)
    const v = smooth(y - top)
    const row = (top & 255) << 8
    const nextRow = ((top + 1) & 255) << 8
    const a = this.lattice[row | (left & 255)]!
    const b = this.lattice[row | ((left + 1) & 255)]!
    const c = this.lattice[nextRow | (left & 255)]!
    const d = this.lattice[nextRow | ((left + 1) & 255)]!
    return a + (b - a) * u + (c - a + (a - b - c + d) * u) * v
  }

  /** Sums octaves of halving size and weight; the range is about [−1, 1]. */
  fractal(x: number, y: number, octaves: number): number {
    let sum = 0
    let weight = 1
    let total = 0
    for (let octave = 0; octave < octaves; octave++) {
      const factor = 2 ** octave
      sum += weight * this.at(x * factor + 17.3 * octave, y * factor + 41.7 * octave)
      total += weight
      weight /= 2
    }
    return sum / total
  }
}
