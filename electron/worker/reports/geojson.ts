import { descriptionKey, measurementNames } from '../../../contract/review/qupath.ts'
import type { Geometry, Ring } from '../../../contract/review/region.ts'
import { type Point, pointsOf } from '../../../geometry/points.ts'
import { doubleArea, partsOf } from '../../../geometry/shape.ts'
import type { ReportedRegion, ReportRecord } from './record.ts'

/**
 * Yields the regions in QuPath's format: annotations with class and colour, name, lock,
 * measurements and metadata, in level-0 pixels. The metadata, which QuPath keeps, holds what
 * GeoJSON cannot express: the tool, and the parameters of an ellipse.
 */
export function* geojsonOf(record: ReportRecord): Generator<string> {
  const { regions, ...about } = record
  yield `{"type":"FeatureCollection","ductal":${JSON.stringify(about)},"features":[`
  let separator = '\n'
  for (const region of regions) {
    yield separator + JSON.stringify(featureOf(region))
    separator = ',\n'
  }
  yield '\n]}\n'
}

export function featureOf(region: ReportedRegion) {
  const { id, geometry, name, note, locked } = region
  return {
    type: 'Feature',
    id,
    geometry: geometryOf(geometry),
    properties: {
      objectType: 'annotation',
      ...(name !== '' && { name }),
      classification: { name: region.class.name, color: rgb(region.class.color) },
      ...(locked && { isLocked: true }),
      measurements: measurementsOf(region),
      metadata: {
        ...(note !== '' && { [descriptionKey]: note }),
        'ductal.kind': region.kind,
        'ductal.origin': region.origin,
        ...(geometry.type === 'ellipse' && { 'ductal.ellipse': JSON.stringify(ellipseNumbers(geometry)) })
      }
    }
  }
}

const ellipseNumbers = ({ x, y, radiusX, radiusY, angle }: Extract<Geometry, { type: 'ellipse' }>) => [
  x,
  y,
  radiusX,
  radiusY,
  angle
]

const rgb = (color: string) => [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16))

/** Omits unknown values. */
function measurementsOf({ measures, flagged }: ReportedRegion): Record<string, number> {
  const values = { ...measures, flagged }
  const named = Object.entries(measurementNames).map(([key, name]): [string, number | null] => [
    name,
    values[key as keyof typeof measurementNames]
  ])
  return Object.fromEntries(named.filter((entry): entry is [string, number] => entry[1] !== null))
}

/**
 * Closes rings and orients them by RFC 7946 (3.1.6): outer rings counterclockwise where y points
 * up, holes clockwise.
 */
function geometryOf(geometry: Geometry) {
  if (geometry.type === 'point') return { type: 'Point', coordinates: [geometry.x, geometry.y] }
  if (geometry.type === 'line') return { type: 'LineString', coordinates: pointsOf(geometry.points) }
  const polygons = partsOf(geometry).map(rings => rings.map((ring, index) => closed(ring, index === 0)))
  // Other programs refuse a MultiPolygon with a single part.
  return polygons.length === 1
    ? {
        type: 'Polygon',
        coordinates: polygons[0],
        // QuPath makes an ellipse of the bounds, which must not be turned.
        ...(geometry.type === 'ellipse' && geometry.angle === 0 && { isEllipse: true })
      }
    : { type: 'MultiPolygon', coordinates: polygons }
}

/** Keeps the first point first, so that a ring survives a round trip unchanged. */
function closed(ring: Ring, counterclockwise: boolean): Point[] {
  const [first, ...others] = pointsOf(ring)
  // Clockwise on the slide is counterclockwise where y points up.
  const turned = doubleArea(ring) > 0 === counterclockwise ? others : others.reverse()
  return [first!, ...turned, first!]
}
