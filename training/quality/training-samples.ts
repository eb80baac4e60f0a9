import type { QualityClass } from '../../contract/quality.ts'
import { checkedEdge } from '../../engine/quality/features.ts'
import { between, integer, type Random } from '../../evaluation/random.ts'
import { compress } from '../data/jpeg.ts'
import { orient } from '../data/orient.ts'
import { jitterStain } from '../data/stain.ts'
import {
  blurred,
  doubled,
  doubledWithDetail,
  doubledWithTexture,
  downwards,
  halved,
  type Maker,
  pick,
  type Recipe,
  type Source,
  sharpened,
  upwards,
  withNoise
} from './alterations.ts'
import { drawPen, pens } from './pen.ts'
import { recoloured, recolourings } from './recolour.ts'
import { area, type Kernel, point } from './resample.ts'

/** Number of random squares to try before falling back to the corners of the grid. */
const draws = 4

/**
 * Cuts a square of the slide that overlaps the patch, off the grid if possible, because tissue does
 * not follow the grid.
 */
function squareAround({ cut }: Source, edge: number, random: Random): Uint8Array | null {
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
function varied(patch: Uint8Array, random: Random): Uint8Array {
  const copy = new Uint8Array(patch.length)
  orient(patch, copy, integer(random, 8))
  jitterStain(copy, { amount: 0.25, shift: 0.05, brightness: 0.08 }, random)
  const seen = random() < 0.5 ? sharpened(copy, between(random, -0.25, 0.35)) : copy
  if (random() < 0.3) compress(seen, { quality: 60 }, random)
  return random() < 0.4 ? withNoise(seen, between(random, 0, 3), random) : seen
}

const halfScale =
  (kernels: readonly Kernel[]): Maker =>
  (source, random) => {
    const square = squareAround(source, 2 * checkedEdge, random)
    return square && varied(halved(square, pick(kernels, random)), random)
  }

const anywhere: Maker = (source, random) =>
  varied(squareAround(source, checkedEdge, random) ?? source.patch, random)
const onGrid: Maker = ({ patch }, random) => varied(patch, random)
const anyColour: Maker = ({ patch }, random) =>
  recoloured(pick(recolourings, random), varied(patch, random), random)
const anyPen: Maker = ({ patch }, random) => drawPen(varied(patch, random), pick(pens, random), random)

const lesson = (kind: QualityClass, make: Maker): Recipe => ({ name: kind, kind, make })

/** Random training samples of each class, ranging from milder to worse than the trials. */
export const lessonRecipes: readonly Recipe[] = [
  lesson('fine', anywhere),
  lesson('fine', anywhere),
  lesson('fine', onGrid),
  lesson('coarser', halfScale([area])),
  lesson('coarser', halfScale(downwards)),
  lesson('coarser', halfScale([point, ...downwards])),
  lesson('coarser', halfScale([area, point])),
  lesson('finer', ({ patch }, random) => varied(doubled(patch, pick(upwards, random), random), random)),
  lesson('finer', (source, random) => varied(doubledWithDetail(source, random), random)),
  lesson('finer', (source, random) => varied(doubledWithTexture(source, random), random)),
  lesson('colour', anyColour),
  lesson('colour', anyColour),
  lesson('blur', ({ patch }, random) => varied(blurred(patch, between(random, 1, 5)), random)),
  lesson('pen', anyPen),
  lesson('pen', anyPen)
]
