/** A GeoJSON position. */
type Position = [x: number, y: number]
type Ring = Position[]
interface Size {
  width: number
  height: number
}
interface Feature {
  id?: string
  geometry: { type: string; coordinates: unknown }
}

/**
 * Faults in the shapes of a FeatureCollection, one sentence each; empty when all are valid.
 * Positions must be numbers on a slide of `size` level-0 pixels. Areas must follow RFC 7946 (3.1.6:
 * closed rings, right-hand rule) and the rules of simple features (no edge crosses or touches
 * another of its ring, no ring crosses another, holes are inside).
 */
export function faultsOf(collection: unknown, size: Size): string[] {
  const { type, features } = collection as { type: unknown; features: Feature[] }
  if (type !== 'FeatureCollection' || !Array.isArray(features)) return ['It is no FeatureCollection.']
  return features.flatMap((feature, index) =>
    faultsIn(feature.geometry, size).map(fault => `Feature ${index + 1}: ${fault}`)
  )
}

function faultsIn({ type, coordinates }: Feature['geometry'], size: Size): string[] {
  const beside = positionsOf(coordinates).filter(
    ([x, y]) => !(x >= 0 && y >= 0 && x <= size.width && y <= size.height)
  )
  if (beside.length > 0) return [`${beside.length} positions are not on the slide.`]
  if (type === 'Point' || type === 'LineString') return []
  if (type === 'Polygon') return faultsOfArea([coordinates as Ring[]])
  return type === 'MultiPolygon'
    ? faultsOfArea(coordinates as Ring[][])
    : [`${type} is no shape of a region.`]
}

const positionsOf = (coordinates: unknown): Position[] =>
  Array.isArray(coordinates) && !Array.isArray(coordinates[0])
    ? [coordinates as Position]
    : (coordinates as unknown[]).flatMap(positionsOf)

function faultsOfArea(polygons: Ring[][]): string[] {
  const rings = polygons.flat()
  const faults = polygons.flatMap(polygon =>
    polygon.flatMap((ring, index) => faultsOfRing(ring, index === 0))
  )
  rings.forEach((ring, index) => {
    if (rings.slice(index + 1).some(other => crossing(ring, other))) faults.push('Two rings cross.')
  })
  for (const [outer, ...holes] of polygons)
    if (holes.some(hole => !hole.every(place => covers(outer ?? [], place))))
      faults.push('A hole lies outside.')
  return faults
}

function faultsOfRing(ring: Ring, outer: boolean): string[] {
  const [first, last] = [ring[0], ring.at(-1)]
  if (ring.length < 4 || String(first) !== String(last)) return ['A ring is not closed.']
  return [
    ...(areaOf(ring) > 0 === outer ? [] : ['A ring runs the wrong way round.']),
    ...(touchesItself(ring) ? ['A ring crosses or touches itself.'] : [])
  ]
}

/** Positive for rings that run counterclockwise where y points up. */
const areaOf = (ring: Ring): number =>
  edgesOf(ring).reduce((sum, [[x0, y0], [x1, y1]]) => sum + x0 * y1 - x1 * y0, 0) / 2

type Edge = [from: Position, to: Position]
const edgesOf = (ring: Ring): Edge[] => ring.slice(1).map((to, index) => [ring[index] as Position, to])

const sideOf = ([[x0, y0], [x1, y1]]: Edge, [x, y]: Position): number =>
  Math.sign((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0))

/** Whether non-adjacent edges share a point, or adjacent edges more than their corner. */
function touchesItself(ring: Ring): boolean {
  const edges = edgesOf(ring)
  return edges.some((edge, index) =>
    edges.slice(index + 1).some((other, apart) => {
      if (apart === 0) return sideOf(edge, other[1]) === 0 && turnsBack(edge, other)
      if (index === 0 && apart === edges.length - 2)
        return sideOf(other, edge[1]) === 0 && turnsBack(other, edge)
      return meet(edge, other)
    })
  )
}

const turnsBack = ([a, b]: Edge, [, c]: Edge): boolean =>
  (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0

function meet(a: Edge, b: Edge): boolean {
  const [x, y] = [0, 1].map(axis => {
    const [from, to] = [a, b].map(edge => edge.map(place => place[axis] as number))
    return (
      Math.max(...(from ?? [])) >= Math.min(...(to ?? [])) &&
      Math.max(...(to ?? [])) >= Math.min(...(from ?? []))
    )
  })
  const [b0, b1, a0, a1] = [sideOf(a, b[0]), sideOf(a, b[1]), sideOf(b, a[0]), sideOf(b, a[1])]
  return Boolean(x && y) && b0 * b1 <= 0 && a0 * a1 <= 0
}

/** Whether two rings cross; they may touch in a corner. */
const crossing = (one: Ring, other: Ring): boolean =>
  edgesOf(one).some(a =>
    edgesOf(other).some(b => sideOf(a, b[0]) * sideOf(a, b[1]) < 0 && sideOf(b, a[0]) * sideOf(b, a[1]) < 0)
  )

/** Whether a position is inside a ring or on it. */
function covers(ring: Ring, [x, y]: Position): boolean {
  let inside = false
  for (const edge of edgesOf(ring)) {
    const [[x0, y0], [x1, y1]] = edge
    const within =
      x >= Math.min(x0, x1) && x <= Math.max(x0, x1) && y >= Math.min(y0, y1) && y <= Math.max(y0, y1)
    if (within && sideOf(edge, [x, y]) === 0) return true
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside
  }
  return inside
}
