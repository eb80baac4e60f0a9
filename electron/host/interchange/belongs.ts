import { DuctalError } from '../../../contract/errors.ts'
import type { Geometry } from '../../../contract/review/region.ts'

export interface Meant {
  name: string
  fingerprint: string
  /** Fingerprints by older rules, which older exports state. */
  formers?: readonly string[]
  /** In level-0 pixels. */
  width: number
  height: number
}

/**
 * How far a region may extend beyond the slide, as a share of its size, to forgive imprecise
 * drawing.
 */
const slip = 0.01

/** Common bounding box of several geometries. */
export class Reach {
  minX = Number.POSITIVE_INFINITY
  minY = Number.POSITIVE_INFINITY
  maxX = Number.NEGATIVE_INFINITY
  maxY = Number.NEGATIVE_INFINITY

  add(geometry: Geometry): void {
    for (const flat of pointsOf(geometry))
      for (let i = 0; i < flat.length; i += 2) {
        this.minX = Math.min(this.minX, flat[i]!)
        this.maxX = Math.max(this.maxX, flat[i]!)
        this.minY = Math.min(this.minY, flat[i + 1]!)
        this.maxY = Math.max(this.maxY, flat[i + 1]!)
      }
  }
}

function pointsOf(geometry: Geometry): number[][] {
  if (geometry.type === 'area') return geometry.parts.flat()
  if (geometry.type === 'line') return [geometry.points]
  return [[geometry.x, geometry.y]]
}

/** @throws DuctalError import/other-slide if regions lie outside the slide */
export function refuseBeside(
  { minX, minY, maxX, maxY }: Reach,
  { name, width, height }: Meant,
  file: string
): void {
  const fits = (right: number, bottom: number) =>
    maxX <= right * (1 + slip) &&
    maxY <= bottom * (1 + slip) &&
    minX >= -right * slip &&
    minY >= -bottom * slip
  if (fits(width, height)) return
  const found = `Its regions extend from ${place(minX, minY)} to ${place(maxX, maxY)}, but ${name} has ${width} × ${height} pixels`
  throw new DuctalError(
    'import/other-slide',
    fits(height, width)
      ? `Nothing was imported from ${file}. ${found}: x and y seem to be swapped.`
      : `Nothing was imported from ${file}. ${found}: the file belongs to another slide, or does not use level-0 pixels from the top left.`
  )
}

const place = (x: number, y: number) => `(${Math.round(x)}, ${Math.round(y)})`

/** @throws DuctalError import/other-slide if Ductal wrote the file for another slide */
export function refuseForeign(
  about: unknown,
  { name, fingerprint, formers = [] }: Meant,
  file: string
): void {
  const slide = (about as { slide?: { name?: unknown; fingerprint?: unknown } } | null)?.slide
  if (typeof slide?.fingerprint !== 'string') return
  if (slide.fingerprint === fingerprint || formers.includes(slide.fingerprint)) return
  throw new DuctalError(
    'import/other-slide',
    `Nothing was imported from ${file}: it was exported from ${String(slide.name ?? 'another slide')}, whose fingerprint differs from that of ${name}.`
  )
}
