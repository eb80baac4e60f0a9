import type { Ring } from '../../contract/review/region.ts'
import { differenceOf, unionOf } from '../../geometry/combine.ts'
import type { Parts } from '../../geometry/shape.ts'
import { storable } from '../../geometry/storing/storable.ts'
import type { Random } from './random.ts'

/** Size of the slide, small enough that many shapes reach beyond it. */
export const slide = { width: 2000, height: 1500 }

/** Two areas as a file or a user may give them, and what Ductal makes of them. */
export interface Case {
  given: [Parts, Parts]
  /** As stored; null if nothing of the area is left. */
  stored: [Parts | null, Parts | null]
  /** Of the stored areas; null if one of them is. */
  union: Parts | null
  difference: Parts | null
}

export function randomCase(random: Random): Case {
  const given: [Parts, Parts] = [randomArea(random), randomArea(random)]
  const [a, b] = given.map(stored) as [Parts | null, Parts | null]
  return {
    given,
    stored: [a, b],
    union: a && b && unionOf(a, b),
    difference: a && b && differenceOf(a, b)
  }
}

function stored(parts: Parts): Parts | null {
  try {
    const { geometry } = storable('polygon', { type: 'area', parts }, slide)
    return geometry.type === 'area' ? geometry.parts : null
  } catch (error) {
    if (error instanceof Error && /encloses no area|is outside the slide/.test(error.message)) return null
    throw error
  }
}

function randomArea(random: Random): Parts {
  const parts: Parts = []
  for (let count = 1 + random.below(3); count > 0; count--) {
    const part = [randomRing(random)]
    for (let holes = random.below(3); holes > 0; holes--) part.push(randomRing(random))
    parts.push(part)
  }
  // Parts and rings that a careless program repeats.
  if (random.below(12) === 0) parts.push(random.of(parts))
  if (random.below(12) === 0) parts[0]!.push(random.of(parts)[0]!)
  return parts
}

/** Shapes that are hard to combine: crossing, touching, overlapping, or nearly so. */
function randomRing(random: Random): Ring {
  const at = (reach = 1) => [
    (random.below(1200) / 1000 - 0.1) * slide.width * reach,
    (random.below(1200) / 1000 - 0.1) * slide.height * reach
  ]
  // Corners of a coarse grid meet, and so do edges.
  const onGrid = () => [random.below(11) * 200 - 100, random.below(9) * 200 - 100]
  const many = 3 + random.below(9)
  const corners = (place: () => number[]) => Array.from({ length: many }, place).flat()
  switch (random.below(7)) {
    case 0:
      return corners(() => at())
    case 1:
      return corners(onGrid)
    case 2:
      return box(random.below(10) * 200, random.below(8) * 200, 200 * (1 + random.below(4)))
    case 3:
      return box(random.below(2000), random.below(1500), 1 + random.below(600))
    case 4:
      return blot(random, at(), 20 + random.below(500), 8 + random.below(60))
    // Thin, and with corners closer than the lattice.
    case 5: {
      const [x, y] = at() as [number, number]
      return corners(() => [x + random.below(1000) / 100, y + random.below(100) / 3000])
    }
    default: {
      const ring = blot(random, at(), 50 + random.below(300), 12)
      // A spike, and a corner that is there twice.
      return [...ring, ring[0]!, ring[1]!, ...at(), ring[0]!, ring[1]!]
    }
  }
}

const box = (x: number, y: number, edge: number): Ring => [x, y, x + edge, y, x + edge, y + edge, x, y + edge]

function blot(random: Random, [x, y]: number[], radius: number, many: number): Ring {
  const ring: Ring = []
  for (let i = 0; i < many; i++) {
    const far = radius * (0.4 + random.below(1000) / 1500)
    const angle = (2 * Math.PI * i) / many
    ring.push(x! + far * Math.cos(angle), y! + far * Math.sin(angle))
  }
  return ring
}
