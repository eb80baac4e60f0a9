import { overlay } from './overlay/overlay.ts'
import type { Parts } from './shape.ts'

/**
 * Returns the union of areas, as valid parts.
 * @throws TooManyCrossings
 */
export const unionOf = (...areas: Parts[]): Parts => overlay(areas.flat(), [], first => first)

/**
 * Subtracts the other areas from the first; empty if nothing is left.
 * @throws TooManyCrossings
 */
export const differenceOf = (first: Parts, ...others: Parts[]): Parts =>
  overlay(first, others.flat(), (inFirst, inOthers) => inFirst && !inOthers)
