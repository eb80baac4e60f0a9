import type { Geometry } from '../../../contract/review/region.ts'

/** Why a feature cannot be used, as a phrase that follows “feature 3 …”. */
export class Unusable extends Error {
  /** The feature; undefined until it is known. */
  readonly feature: string | undefined

  constructor(message: string, feature?: string) {
    super(message)
    this.feature = feature
  }
}

type Position = [x: number, y: number]

/**
 * Converts a GeoJSON geometry (RFC 7946, 3.1) into one geometry, or into one per point or line of a
 * set.
 * @throws Unusable
 */
export function geometriesOf(geometry: unknown): Geometry[] {
  if (!isObject(geometry)) throw new Unusable('has no geometry')
  const { type, coordinates } = geometry
  switch (type) {
    case 'Polygon':
      return [{ type: 'area', parts: [partOf(coordinates)] }]
    case 'MultiPolygon':
      return [{ type: 'area', parts: listOf(coordinates).map(partOf) }]
    case 'LineString':
      return [lineOf(coordinates)]
    case 'MultiLineString':
      return listOf(coordinates).map(lineOf)
    case 'Point':
      return [pointOf(coordinates)]
    case 'MultiPoint':
      return listOf(coordinates).map(pointOf)
    default:
      throw new Unusable(`has the geometry type ${String(type)}, which regions do not support`)
  }
}

const partOf = (part: unknown): number[][] => listOf(part).map(ringOf)

/** Drops the last point of a ring, which GeoJSON repeats. */
function ringOf(ring: unknown): number[] {
  const positions = listOf(ring).map(positionOf)
  const [first, last] = [positions[0]!, positions.at(-1)!]
  if (first[0] !== last[0] || first[1] !== last[1])
    throw new Unusable('has an open ring: its first and last points differ')
  if (positions.length < 4) throw new Unusable('has a ring with fewer than four points')
  return positions.slice(0, -1).flat()
}

function lineOf(line: unknown): Geometry {
  const positions = listOf(line).map(positionOf)
  if (positions.length < 2) throw new Unusable('has a line with fewer than two points')
  return { type: 'line', points: positions.flat() }
}

function pointOf(point: unknown): Geometry {
  const [x, y] = positionOf(point)
  return { type: 'point', x, y }
}

function positionOf(position: unknown): Position {
  if (!Array.isArray(position) || position.length < 2) throw new Unusable('has a point without x and y')
  const [x, y] = position as unknown[]
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y))
    throw new Unusable('has a coordinate that is not a number')
  return [x, y]
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new Unusable('has no coordinates')
  return value
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
