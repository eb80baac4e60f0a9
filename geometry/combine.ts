import { difference, type Geom, union } from 'polyclip-ts'
import type { Ring } from '../contract/review/region.ts'
import type { Parts } from './shape.ts'

type Multi = [number, number][][][]

/**
 * Snaps points to a grid of 1/64 level-0 pixel before combining areas. Floats represent these
 * values exactly, so that edges meant to meet do meet; the grid is far finer than drawing or
 * scanning.
 */
const snap = (value: number): number => Math.round(value * 64) / 64

const toMulti = (parts: Parts): Multi =>
  parts.map(part =>
    part.map(ring => {
      const points: [number, number][] = []
      for (let i = 0; i < ring.length; i += 2) points.push([snap(ring[i]!), snap(ring[i + 1]!)])
      return points
    })
  )

const toParts = (multi: Multi): Parts =>
  multi
    .map(part =>
      part
        .map((ring): Ring => ring.slice(0, -1).flatMap(([x, y]) => [snap(x), snap(y)]))
        .filter(ring => ring.length >= 6)
    )
    .filter(part => part.length > 0)

/** Returns the union of areas, as valid parts whose rings do not cross. */
export const unionOf = (first: Parts, ...others: Parts[]): Parts =>
  toParts(union(toMulti(first) as Geom, ...(others.map(toMulti) as Geom[])) as Multi)

/** Subtracts the other areas from the first; empty if nothing is left. */
export const differenceOf = (first: Parts, ...others: Parts[]): Parts =>
  toParts(difference(toMulti(first) as Geom, ...(others.map(toMulti) as Geom[])) as Multi)
