import { z } from 'zod'

/** A closed ring of level-0 pixels as one flat list x, y, x, y …; the last point is joined to the first and not repeated. */
export const Ring = z
  .array(z.number())
  .min(6)
  .refine(ring => ring.length % 2 === 0, 'a ring is pairs of x and y')

export const Geometry = z.discriminatedUnion('type', [
  /** One or several parts; of each the outer ring, then its holes. */
  z.object({ type: z.literal('area'), parts: z.array(z.array(Ring).min(1)).min(1) }),
  /** Centre and radii in level-0 pixels; `angle` turns it clockwise as the slide is seen, in radians. */
  z.object({
    type: z.literal('ellipse'),
    x: z.number(),
    y: z.number(),
    radiusX: z.number().positive(),
    radiusY: z.number().positive(),
    angle: z.number()
  }),
  /** An open line, x, y, x, y …, of two points or more. */
  z.object({
    type: z.literal('line'),
    points: z
      .array(z.number())
      .min(4)
      .refine(points => points.length % 2 === 0, 'a line is pairs of x and y')
  }),
  z.object({ type: z.literal('point'), x: z.number(), y: z.number() })
])

/** The tool that a region was drawn with. Ellipse, line and point have the geometry of that name; the others are areas. */
export const RegionKind = z.enum(['rectangle', 'polygon', 'freehand', 'ellipse', 'brush', 'point', 'line'])

export const RegionOrigin = z.enum(['drawn', 'imported', 'patches'])

/** In level-0 pixels. */
export const Bounds = z.object({ minX: z.number(), minY: z.number(), maxX: z.number(), maxY: z.number() })

export const RegionClass = z.object({
  id: z.number().int().positive(),
  name: z.string(),
  /** `#rrggbb`. */
  color: z.string(),
  /** Not offered any more, but still the class of regions that have it. */
  removed: z.boolean()
})

/** What can be measured of a region; an area that a network or a person marks is not a tumour size. */
export const Measures = z.object({
  /** Null where the region is a line or a point. */
  areaMm2: z.number().nullable(),
  perimeterMm: z.number().nullable(),
  /** Greatest distance between any two points of the region, from part to part where it has several. */
  largestDiameterMm: z.number().nullable(),
  /** Of a line. */
  lengthMm: z.number().nullable(),
  /** Judged patches whose centre lies within the region, and those of them at or above the review's threshold. */
  patches: z.number().int(),
  positive: z.number().int(),
  /** Over those patches; null where there are none. */
  meanProbability: z.number().nullable(),
  maxProbability: z.number().nullable()
})

export const Region = z.object({
  id: z.uuid(),
  runId: z.number().int().positive(),
  kind: RegionKind,
  geometry: Geometry,
  bounds: Bounds,
  classId: z.number().int().positive(),
  name: z.string(),
  note: z.string(),
  /** A locked region is changed by nothing but unlocking it. */
  locked: z.boolean(),
  origin: RegionOrigin,
  createdAt: z.string(),
  updatedAt: z.string()
})

/** A region without its geometry, for lists of ten thousand. */
export const RegionRow = Region.omit({ geometry: true }).extend({ areaMm2: z.number().nullable() })

const text = z.string().max(10_000)

export const NewRegion = z.object({
  /** A UUID of the caller's own, so that what it draws and what is stored have one name; made by the host where absent. */
  id: z.uuid().optional(),
  kind: RegionKind,
  geometry: Geometry,
  classId: z.number().int().positive().optional(),
  name: text.optional(),
  note: text.optional(),
  locked: z.boolean().optional()
})

export const RegionChange = z.object({
  kind: RegionKind.optional(),
  geometry: Geometry.optional(),
  classId: z.number().int().positive().optional(),
  name: text.optional(),
  note: text.optional(),
  locked: z.boolean().optional()
})

/** What a region is merged with, or what is taken off it: other regions, or an area that has just been drawn. */
export const Operand = z.union([
  z.object({ regionIds: z.array(z.uuid()).min(1) }),
  z.object({ geometry: Geometry })
])

export type Ring = z.infer<typeof Ring>
export type Geometry = z.infer<typeof Geometry>
export type RegionKind = z.infer<typeof RegionKind>
export type RegionOrigin = z.infer<typeof RegionOrigin>
export type Bounds = z.infer<typeof Bounds>
export type RegionClass = z.infer<typeof RegionClass>
export type Measures = z.infer<typeof Measures>
export type Region = z.infer<typeof Region>
export type RegionRow = z.infer<typeof RegionRow>
export type NewRegion = z.infer<typeof NewRegion>
export type RegionChange = z.infer<typeof RegionChange>
export type Operand = z.infer<typeof Operand>
