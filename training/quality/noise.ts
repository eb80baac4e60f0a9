import type { Random } from '../../evaluation/random.ts'

const drawn = 1 << 16

/**
 * Normal random numbers, drawn once (Box and Muller) and then read from a random position. Drawing
 * new ones each time would cost more than the fit.
 */
export class Noise {
  private readonly table = new Float64Array(drawn)
  private readonly random: Random

  constructor(deviation: number, random: Random) {
    this.random = random
    for (let i = 0; i < drawn; i += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - random()))
      const angle = 2 * Math.PI * random()
      this.table[i] = radius * Math.cos(angle)
      this.table[i + 1] = radius * Math.sin(angle)
    }
  }

  /** Writes `values` plus noise to `to`, which has the same length. */
  add(values: Float64Array, to: Float64Array): void {
    const start = Math.floor(this.random() * (drawn - values.length))
    for (let i = 0; i < values.length; i++) to[i] = values[i]! + this.table[start + i]!
  }
}
