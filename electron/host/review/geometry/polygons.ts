import { difference, type Geom, union } from 'polyclip-ts'
import type { Ring } from '../../../../contract/region.ts'
import type { Parts } from './shape.ts'

type Multi = [number, number][][][]

/**
 * Points lie on a grid of 1/64 level-0 pixel before they are combined: numbers that a float holds exactly, so that
 * edges which were meant to meet do, and far finer than a hand or a slide.
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

/** The area that lies in any of them: valid parts whose rings do not cross. */
export const unionOf = (first: Parts, ...others: Parts[]): Parts =>
  toParts(union(toMulti(first) as Geom, ...(others.map(toMulti) as Geom[])) as Multi)

/** What is left of an area without the others; empty where nothing is. */
export const differenceOf = (first: Parts, ...others: Parts[]): Parts =>
  toParts(difference(toMulti(first) as Geom, ...(others.map(toMulti) as Geom[])) as Multi)
