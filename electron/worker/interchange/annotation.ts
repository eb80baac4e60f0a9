import { descriptionKey, measurementNames } from '../../../contract/review/qupath.ts'
import type { Geometry, RegionKind } from '../../../contract/review/region.ts'
import type { Annotation, NotKept } from '../../../contract/tasks/regions.ts'
import { repairText, shortened } from '../../../contract/text/repair.ts'
import { boundsOf } from '../../../geometry/shape.ts'
import { geometriesOf, isObject, Unusable } from './geojson-geometry.ts'

/** Maximum length of a name or note, and of a class name, as in the review. */
const mostText = 10_000
const mostName = 100

/** QuPath object types that are annotations; files of version 0.2 use the second. */
const annotations = new Set(['annotation', 'PathAnnotationObject', 'unknown', undefined])

/**
 * Returns the regions of a feature and its child objects, as any version of QuPath writes them
 * (qupath.lib.io.PathObjectTypeAdapters). Skips features that are not regions.
 * @param place position in the file, such as “feature 3”
 * @throws Unusable
 */
export function annotationsOf(
  feature: unknown,
  place: string
): { regions: Annotation[]; passedOver: number } {
  const label = labelOf(feature, place)
  if (!isObject(feature) || feature.type !== 'Feature') throw new Unusable('is not a GeoJSON feature', label)
  const properties = isObject(feature.properties) ? feature.properties : {}
  const children = properties.childObjects ?? properties.children
  const found = Array.isArray(children)
    ? children.map((child, index) => annotationsOf(child, `${place}, child ${index + 1}`))
    : []
  const below = {
    regions: found.flatMap(({ regions }) => regions),
    passedOver: found.reduce((sum, { passedOver }) => sum + passedOver, 0)
  }
  if (!annotations.has(typeOf(feature.id, properties)))
    return { regions: below.regions, passedOver: below.passedOver + 1 }
  try {
    const regions = regionsOf(feature, properties, label)
    return { regions: [...regions, ...below.regions], passedOver: below.passedOver }
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    throw new Unusable(error.message, label)
  }
}

/** Names a feature by its place, its id and its name. */
function labelOf(feature: unknown, place: string): string {
  if (!isObject(feature)) return place
  const properties = isObject(feature.properties) ? feature.properties : {}
  const { id } = feature
  const known = [
    (typeof id === 'string' && id !== '') || typeof id === 'number' ? `id ${short(String(id))}` : '',
    typeof properties.name === 'string' && properties.name !== '' ? `“${short(properties.name)}”` : ''
  ].filter(part => part !== '')
  return known.length === 0 ? place : `${place} (${known.join(', ')})`
}

/** Returns a text as one line that fits into a sentence. */
const short = (text: string): string => shortened(repairText(text).replace(/\s+/g, ' '), 60)

function typeOf(id: unknown, properties: Record<string, unknown>): string | undefined {
  const type = properties.objectType ?? properties.object_type ?? properties.type
  if (type !== undefined) return String(type)
  return typeof id === 'string' && /^(Path|TMA)\w+Object$/.test(id) ? id : undefined
}

function regionsOf(
  feature: Record<string, unknown>,
  properties: Record<string, unknown>,
  label: string
): Annotation[] {
  const metadata = isObject(properties.metadata) ? properties.metadata : {}
  const geometries = geometriesOf(feature.geometry)
  const common = {
    class: classOf(properties),
    name: textOf(properties.name, 'name'),
    note: textOf(metadata[descriptionKey], 'description'),
    locked: properties.isLocked === true || properties.locked === true,
    feature: label,
    clipped: false,
    repaired: false
  }
  return geometries.map((geometry, index) => {
    const whole = ellipseOf(geometry, feature.geometry, metadata['ductal.ellipse']) ?? geometry
    return {
      // The id of a set is that of none of its members.
      ...(geometries.length === 1 && isUuid(feature.id) && { id: feature.id.toLowerCase() }),
      kind: kindOf(whole, metadata['ductal.kind']),
      geometry: whole,
      notKept: index === 0 ? notKeptOf(properties, metadata) : { measurements: 0, metadata: 0 },
      ...common
    }
  })
}

/** Properties that become part of a region, or that say what kind of object it is. */
const understood = new Set([
  ...[
    'objectType',
    'object_type',
    'type',
    'name',
    'classification',
    'color',
    'colorRGB',
    'isLocked',
    'locked'
  ],
  ...['measurements', 'metadata', 'childObjects', 'children']
])
const own = new Set<string>(Object.values(measurementNames))

/** Counts what an annotation has and a region does not. */
function notKeptOf(properties: Record<string, unknown>, metadata: Record<string, unknown>): NotKept {
  const { measurements } = properties
  const names = Array.isArray(measurements)
    ? measurements.map(measurement => (isObject(measurement) ? measurement.name : undefined))
    : Object.keys(isObject(measurements) ? measurements : {})
  // Ductal's own are computed again.
  const foreign = 'ductal.kind' in metadata ? names.filter(name => !own.has(String(name))) : names
  return {
    measurements: foreign.length,
    metadata:
      Object.keys(metadata).filter(key => key !== descriptionKey && !key.startsWith('ductal.')).length +
      Object.keys(properties).filter(key => !understood.has(key)).length
  }
}

const isUuid = (id: unknown): id is string =>
  typeof id === 'string' && /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i.test(id)

function textOf(value: unknown, what: string): string {
  if (value === undefined || value === null) return ''
  const text = repairText(String(value))
  if (text.length > mostText) throw new Unusable(`has a ${what} longer than ${mostText} characters`)
  return text
}

function classOf(properties: Record<string, unknown>): Annotation['class'] {
  const { classification } = properties
  if (typeof classification === 'string') return named(classification, properties.color)
  if (!isObject(classification)) return null
  const { name, names, color, colorRGB } = classification
  // A derived class, spelled as QuPath spells it.
  const whole = Array.isArray(names) ? names.map(String).join(': ') : name
  return typeof whole === 'string' ? named(whole, color ?? colorRGB ?? properties.color) : null
}

function named(text: string, color: unknown): Annotation['class'] {
  const name = repairText(text).trim()
  if (name.length > mostName) throw new Unusable(`has a class name longer than ${mostName} characters`)
  return name === '' ? null : { name, color: hexOf(color) }
}

/**
 * Accepts a list of red, green and blue, or one number with all three packed as in Java; defaults
 * to grey.
 */
function hexOf(color: unknown): string {
  const channels =
    typeof color === 'number'
      ? [(color >> 16) & 255, (color >> 8) & 255, color & 255]
      : Array.isArray(color) && color.length >= 3
        ? color.slice(0, 3).map(Number)
        : []
  if (channels.length !== 3 || !channels.every(value => value >= 0 && value <= 255)) return '#808080'
  return `#${channels.map(value => Math.round(value).toString(16).padStart(2, '0')).join('')}`
}

const kinds: Record<Geometry['type'], RegionKind[]> = {
  area: ['polygon', 'rectangle', 'freehand', 'brush'],
  ellipse: ['ellipse'],
  line: ['line'],
  point: ['point']
}

/** Returns the tool recorded by Ductal if the shape still fits that tool. */
function kindOf({ type }: Geometry, noted: unknown): RegionKind {
  const [usual] = kinds[type]
  return kinds[type].find(kind => kind === noted) ?? usual!
}

/**
 * Returns the ellipse that Ductal recorded, or that QuPath marked as one, if the polygon still
 * matches it to within half a pixel.
 */
function ellipseOf(geometry: Geometry, given: unknown, noted: unknown): Geometry | undefined {
  if (geometry.type !== 'area' || geometry.parts.flat().length !== 1) return undefined
  const [ring] = geometry.parts[0]!
  const numbers = typeof noted === 'string' ? numbersIn(noted) : []
  const recorded = numbers.length === 5 && matching(ring!, ...(numbers as Five))
  // QuPath's ellipses lie along the axes (qupath.lib.io.ROITypeAdapters).
  const { minX, minY, maxX, maxY } = boundsOf(geometry)
  const marked = isObject(given) && given.isEllipse === true
  if (recorded) return recorded
  return marked
    ? matching(ring!, (minX + maxX) / 2, (minY + maxY) / 2, (maxX - minX) / 2, (maxY - minY) / 2, 0)
    : undefined
}

type Five = [x: number, y: number, radiusX: number, radiusY: number, angle: number]

function matching(ring: number[], ...[x, y, radiusX, radiusY, angle]: Five): Geometry | undefined {
  if (!(radiusX > 0) || !(radiusY > 0)) return undefined
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const least = Math.min(radiusX, radiusY)
  for (let i = 0; i < ring.length; i += 2) {
    const [across, down] = [ring[i]! - x, ring[i + 1]! - y]
    const reach = Math.hypot((across * cos + down * sin) / radiusX, (down * cos - across * sin) / radiusY)
    if (Math.abs(reach - 1) * least > 0.5) return undefined
  }
  return { type: 'ellipse', x, y, radiusX, radiusY, angle }
}

function numbersIn(text: string): number[] {
  try {
    const values: unknown = JSON.parse(text)
    return Array.isArray(values) && values.every(value => Number.isFinite(value)) ? values : []
  } catch {
    return []
  }
}
