import { DuctalError } from '../../../contract/errors.ts'
import type { Bounds, Geometry } from '../../../contract/review/region.ts'
import type { Meant } from '../../../contract/tasks/regions.ts'
import { boundsOf } from '../../../geometry/shape.ts'

/**
 * How far a region may extend beyond the slide, as a share of its size, to forgive imprecise
 * drawing.
 */
const slip = 0.01

/** Where the regions of a file lie on the slide that they are meant for. */
export class Reach {
  readonly #slide: Meant
  #minX = Number.POSITIVE_INFINITY
  #minY = Number.POSITIVE_INFINITY
  #maxX = Number.NEGATIVE_INFINITY
  #maxY = Number.NEGATIVE_INFINITY
  #regions = 0
  #outside = 0
  /** Names the first region outside, and how far it extends. */
  #first = ''

  constructor(slide: Meant) {
    this.#slide = slide
  }

  /** @returns whether the region is on the slide, but for imprecise drawing */
  add(feature: string, geometry: Geometry): boolean {
    const bounds = boundsOf(geometry)
    this.#minX = Math.min(this.#minX, bounds.minX)
    this.#minY = Math.min(this.#minY, bounds.minY)
    this.#maxX = Math.max(this.#maxX, bounds.maxX)
    this.#maxY = Math.max(this.#maxY, bounds.maxY)
    this.#regions++
    const { width, height } = this.#slide
    if (fits(bounds, width, height)) return true
    if (this.#outside++ === 0) this.#first = `${capital(feature)} extends ${beyond(bounds, this.#slide)}`
    return false
  }

  /**
   * Refuses the file if regions lie outside the slide: most of them, because it belongs to another
   * slide, or some, because something is wrong with these.
   * @throws DuctalError import/other-slide, import/bad-region
   */
  refuse(file: string): void {
    if (this.#outside === 0) return
    const { name, width, height } = this.#slide
    const size = `${name}, which has ${width} × ${height} pixels`
    if (this.#outside * 2 <= this.#regions)
      throw new DuctalError(
        'import/bad-region',
        `Nothing was imported from ${file}. ${this.#first} of ${size}${others(this.#outside - 1)}. Correct it in the original program.`
      )
    const bounds = { minX: this.#minX, minY: this.#minY, maxX: this.#maxX, maxY: this.#maxY }
    const found = `Its regions extend from ${place(this.#minX, this.#minY)} to ${place(this.#maxX, this.#maxY)}. ${this.#first} of ${size}`
    throw new DuctalError(
      'import/other-slide',
      fits(bounds, height, width)
        ? `Nothing was imported from ${file}. ${found}: x and y seem to be swapped.`
        : `Nothing was imported from ${file}. ${found}: the file belongs to another slide, or does not use level-0 pixels from the top left.`
    )
  }
}

const fits = ({ minX, minY, maxX, maxY }: Bounds, right: number, bottom: number): boolean =>
  maxX <= right * (1 + slip) && maxY <= bottom * (1 + slip) && minX >= -right * slip && minY >= -bottom * slip

/** Returns how far a region extends beyond the edge that it exceeds most. */
function beyond({ minX, minY, maxX, maxY }: Bounds, { width, height }: Meant): string {
  const edges: [string, number][] = [
    ['right', maxX - width],
    ['bottom', maxY - height],
    ['left', -minX],
    ['top', -minY]
  ]
  const [edge, pixels] = edges.reduce((most, each) => (each[1] > most[1] ? each : most))
  return `${Math.ceil(pixels)} pixels beyond the ${edge} edge`
}

const others = (count: number): string =>
  count === 0 ? '' : count === 1 ? ', and so does 1 other region' : `, and so do ${count} other regions`

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

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
