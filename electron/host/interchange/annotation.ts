import type { Geometry, NewRegion, RegionKind } from '../../../contract/review/region.ts'
import { mendText } from '../../../contract/text/mend.ts'
import { geometriesOf, isObject, Unusable } from './geojson-geometry.ts'

/** A region of a file; its class is a name and a colour that the library may lack. */
export interface Annotation extends Omit<NewRegion, 'classId'> {
  class: { name: string; color: string } | null
}

/** Maximum length of a name or note, and of a class name, as in the review. */
const mostText = 10_000
const mostName = 100

/** QuPath object types that are annotations; files of version 0.2 use the second. */
const annotations = new Set(['annotation', 'PathAnnotationObject', 'unknown', undefined])

/**
 * Key under which QuPath stores an annotation's description
 * (qupath.lib.objects.PathAnnotationObject).
 */
const descriptionKey = 'ANNOTATION_DESCRIPTION'

/**
 * Returns the regions of a feature and its child objects, as any version of QuPath writes them
 * (qupath.lib.io.PathObjectTypeAdapters). Skips features that are not regions.
 * @throws Unusable
 */
export function annotationsOf(feature: unknown): { regions: Annotation[]; passedOver: number } {
  if (!isObject(feature) || feature.type !== 'Feature') throw new Unusable('is not a GeoJSON feature')
  const properties = isObject(feature.properties) ? feature.properties : {}
  const children = properties.childObjects ?? properties.children
  const found = Array.isArray(children) ? children.map(annotationsOf) : []
  const below = {
    regions: found.flatMap(({ regions }) => regions),
    passedOver: found.reduce((sum, { passedOver }) => sum + passedOver, 0)
  }
  if (!annotations.has(typeOf(feature.id, properties)))
    return { regions: below.regions, passedOver: below.passedOver + 1 }
  return { regions: [...regionsOf(feature, properties), ...below.regions], passedOver: below.passedOver }
}

function typeOf(id: unknown, properties: Record<string, unknown>): string | undefined {
  const type = properties.objectType ?? properties.object_type ?? properties.type
  if (type !== undefined) return String(type)
  return typeof id === 'string' && /^(Path|TMA)\w+Object$/.test(id) ? id : undefined
}

function regionsOf(feature: Record<string, unknown>, properties: Record<string, unknown>): Annotation[] {
  const metadata = isObject(properties.metadata) ? properties.metadata : {}
  const geometries = geometriesOf(feature.geometry)
  const common = {
    class: classOf(properties),
    name: textOf(properties.name, 'name'),
    note: textOf(metadata[descriptionKey], 'description'),
    locked: properties.isLocked === true || properties.locked === true
  }
  return geometries.map((geometry, index) => {
    const whole = ellipseOf(geometry, metadata['ductal.ellipse']) ?? geometry
    return {
      ...(index === 0 && isUuid(feature.id) && { id: feature.id.toLowerCase() }),
      kind: kindOf(whole, metadata['ductal.kind']),
      geometry: whole,
      ...common
    }
  })
}

const isUuid = (id: unknown): id is string =>
  typeof id === 'string' && /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i.test(id)

function textOf(value: unknown, what: string): string {
  if (value === undefined || value === null) return ''
  const text = mendText(String(value))
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
  const name = mendText(text).trim()
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
 * Returns the ellipse recorded by Ductal if the polygon still matches it to within half a pixel.
 */
function ellipseOf(geometry: Geometry, noted: unknown): Geometry | undefined {
  if (geometry.type !== 'area' || typeof noted !== 'string') return undefined
  const numbers = numbersIn(noted)
  const ring = geometry.parts.length === 1 && geometry.parts[0]!.length === 1 ? geometry.parts[0]![0]! : []
  if (numbers.length !== 5 || ring.length === 0) return undefined
  const [x, y, radiusX, radiusY, angle] = numbers as [number, number, number, number, number]
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
