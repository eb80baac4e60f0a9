import { checkedEdge } from '../../engine/quality/features.ts'
import { between, integer, type Random } from '../../evaluation/random.ts'
import { compress } from '../data/jpeg.ts'
import { orient } from '../data/orient.ts'
import { jitterStain } from '../data/stain.ts'
import { type Source, sharpened, withNoise } from './alterations.ts'

/** Number of random squares to try before falling back to the corners of the grid. */
const draws = 4

/**
 * Cuts a square of the slide that overlaps the patch, off the grid if possible, because tissue does
 * not follow the grid.
 */
export function squareAround({ cut }: Source, edge: number, random: Random): Uint8Array | null {
  const place = () => -integer(random, edge - checkedEdge / 2)
  for (let draw = 0; draw < draws; draw++) {
    const found = cut(place(), place(), edge)
    if (found) return found
  }
  const back = checkedEdge - edge
  for (const [left, top] of [
    [0, 0],
    [back, 0],
    [0, back],
    [back, back]
  ] as const) {
    const found = cut(left, top, edge)
    if (found) return found
  }
  return null
}

/** Varies stain, light, sharpness, compression and noise as other laboratories and scanners do. */
export function varied(patch: Uint8Array, random: Random): Uint8Array {
  const copy = new Uint8Array(patch.length)
  orient(patch, copy, integer(random, 8))
  jitterStain(copy, { amount: 0.25, shift: 0.05, brightness: 0.08 }, random)
  const seen = random() < 0.5 ? sharpened(copy, between(random, -0.25, 0.35)) : copy
  if (random() < 0.3) compress(seen, { quality: 60 }, random)
  return random() < 0.4 ? withNoise(seen, between(random, 0, 3), random) : seen
}
