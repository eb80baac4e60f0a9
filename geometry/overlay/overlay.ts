import type { Ring } from '../../contract/review/region.ts'
import type { Parts } from '../shape.ts'
import { boundaryOf, type Rule } from './boundary.ts'
import { facesOf } from './faces.ts'
import { fromLattice, stepsFor, toLattice } from './lattice.ts'
import { type LatticeRing, noded } from './noding.ts'

/**
 * Combines two areas, each of any rings: they may cross themselves and each other. The result is
 * valid as the Simple Features standard, GEOS and JTS define it. Its corners lie on the lattice, at
 * most a step from the exact ones, and it has no corner in the middle of a straight edge.
 * @throws TooManyCrossings
 */
export function overlay(first: Parts, second: Parts, rule: Rule): Parts {
  const steps = stepsFor([...first, ...second].flat())
  const rings: LatticeRing[] = []
  let part = 0
  for (const [operand, parts] of [first, second].entries())
    for (const [outer, ...holes] of parts) {
      const add = (ring: Ring, hole: boolean) => {
        const points = toLattice(ring, steps)
        if (points.length >= 6) rings.push({ points, operand: operand as 0 | 1, part, hole })
      }
      add(outer!, false)
      for (const hole of holes) add(hole, true)
      part++
    }
  if (rings.length === 0) return []
  const edges = noded(rings)
  return facesOf(boundaryOf(edges, rings, rule), edges).map(face =>
    face.map(ring => fromLattice(ring, steps))
  )
}
