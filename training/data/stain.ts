import { between, type Random } from '../../evaluation/random.ts'

/** How far stain and light may vary. */
export interface StainJitter {
  /** The amount of each stain is multiplied by a random factor in 1 ± amount. */
  amount: number
  /** Largest random shift of each stain's amount, up or down, in units of optical density. */
  shift: number
  /** Levels are multiplied by a random factor in 1 ± brightness. */
  brightness: number
}

/**
 * Stain variation of one strength, which is the amount; the shift is a quarter of it, the
 * brightness half of it. Returns null for 0, which means no variation.
 */
export const stainOf = (strength: number): StainJitter | null =>
  strength === 0 ? null : { amount: strength, shift: strength / 4, brightness: strength / 2 }

/**
 * Optical densities of haematoxylin, eosin and a third stain in red, green and blue (Ruifrok and
 * Johnston 2001).
 */
const stains = [
  [0.65, 0.7, 0.29],
  [0.07, 0.99, 0.11],
  [0.27, 0.57, 0.78]
].map(row => unit(row))
const unmixing = inverse(stains)

const densities = Float64Array.from({ length: 256 }, (_, level) => -Math.log((level + 1) / 256))
const finest = 1024
const longest = 8
const levels = Uint8Array.from({ length: longest * finest }, (_, step) =>
  Math.max(0, Math.min(255, Math.round(Math.exp(-step / finest) * 256 - 1)))
)

/** Varies the amount and shift of each stain, and the brightness, of one patch in place. */
export function jitterStain(pixels: Uint8Array, jitter: StainJitter, random: Random): void {
  const factors = stains.map(() => between(random, 1 - jitter.amount, 1 + jitter.amount))
  const shifts = stains.map(() => between(random, -jitter.shift, jitter.shift))
  const light = -Math.log(between(random, 1 - jitter.brightness, 1 + jitter.brightness))
  const matrix = recolouring(factors)
  const offset = [0, 1, 2].map(
    channel => light + shifts.reduce((sum, shift, stain) => sum + shift * at(stains, stain, channel), 0)
  )
  for (let i = 0; i < pixels.length; i += 3) {
    const red = densities[pixels[i] as number] as number
    const green = densities[pixels[i + 1] as number] as number
    const blue = densities[pixels[i + 2] as number] as number
    for (let channel = 0; channel < 3; channel++) {
      const density =
        red * (matrix[channel] as number) +
        green * (matrix[3 + channel] as number) +
        blue * (matrix[6 + channel] as number) +
        (offset[channel] as number)
      const step = Math.max(0, Math.min(levels.length - 1, Math.round(density * finest)))
      pixels[i + channel] = levels[step] as number
    }
  }
}

/**
 * Combines the conversion to stain amounts, their factors, and the conversion back in one matrix:
 * row = from channel, column = to channel.
 */
function recolouring(factors: number[]): Float64Array {
  const matrix = new Float64Array(9)
  for (let from = 0; from < 3; from++)
    for (let to = 0; to < 3; to++)
      for (let stain = 0; stain < 3; stain++)
        matrix[from * 3 + to] =
          (matrix[from * 3 + to] as number) +
          at(unmixing, from, stain) * (factors[stain] as number) * at(stains, stain, to)
  return matrix
}

function at(rows: number[][], row: number, column: number): number {
  return (rows[row] as number[])[column] as number
}

function unit(row: number[]): number[] {
  const length = Math.hypot(...row)
  return row.map(value => value / length)
}

/** Inverse of a 3×3 matrix by cofactors. */
function inverse(m: number[][]): number[][] {
  const minor = (row: number, column: number) => {
    const [r1, r2] = [(row + 1) % 3, (row + 2) % 3]
    const [c1, c2] = [(column + 1) % 3, (column + 2) % 3]
    return at(m, r1, c1) * at(m, r2, c2) - at(m, r1, c2) * at(m, r2, c1)
  }
  const determinant = [0, 1, 2].reduce((sum, column) => sum + at(m, 0, column) * minor(0, column), 0)
  return [0, 1, 2].map(row => [0, 1, 2].map(column => minor(column, row) / determinant))
}
