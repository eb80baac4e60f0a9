import type { Geometry, RegionKind } from '../../../contract/review/region.ts'
import { unionOf } from '../../../geometry/combine.ts'
import {
  areaFrom,
  boxFrom,
  brushed,
  ellipseFrom,
  lineFrom,
  polygonFrom,
  smoothed
} from '../../../geometry/drawn.ts'
import { distance, type Point, simplify } from '../../../geometry/points.ts'
import type { Parts } from '../../../geometry/shape.ts'

/** Input for each kind of region: two points, several corners, one stroke, or one point. */
const ways = {
  rectangle: 'two',
  ellipse: 'two',
  line: 'corners',
  polygon: 'corners',
  freehand: 'stroke',
  brush: 'stroke',
  point: 'one'
} as const satisfies Record<RegionKind, string>

export interface DrawingScale {
  /** Level-0 pixels per screen pixel. */
  pixel: number
  /** Radius of the brush in level-0 pixels. */
  brush: number
}

/**
 * A region being drawn by pointer or keys. Both place points; between two placements the next point
 * hovers. Independent of screen and stores; `geometry` is the result if drawing ended now.
 */
export class Drawing {
  readonly kind: RegionKind
  private readonly scale: DrawingScale
  private readonly places: Point[] = []
  private hovering: Point | undefined
  private swept: Parts = []
  private held = false
  /** Whether the drawing is finished. */
  ended = false

  constructor(kind: RegionKind, scale: DrawingScale) {
    this.kind = kind
    this.scale = scale
  }

  get begun(): boolean {
    return this.places.length > 0
  }

  /** Whether a stroke is in progress, so that each move extends it. */
  get stroking(): boolean {
    return ways[this.kind] === 'stroke' && this.begun && !this.ended
  }

  press(place: Point): void {
    const begins = !this.begun
    this.put(place)
    this.held = begins && ways[this.kind] === 'two'
  }

  move(place: Point): void {
    this.hovering = place
    if (!this.stroking) return
    const last = this.places.at(-1) as Point
    const least = this.kind === 'brush' ? this.scale.brush / 4 : this.scale.pixel * 2
    if (distance(last, place) < least) return
    this.places.push(place)
    this.sweep(last, place)
  }

  /** Handles pointer up: ends a stroke, or a box drawn by dragging. */
  release(place: Point): void {
    const dragged = this.held && distance(this.places[0] as Point, place) > this.scale.pixel * 4
    this.held = false
    if (this.stroking || dragged) this.put(place)
  }

  /** Places a point, by key or press. For strokes and boxes the second point ends the drawing. */
  put(place: Point): void {
    if (this.ended) return
    const way = ways[this.kind]
    if (way === 'stroke' && this.begun) {
      this.move(place)
      this.ended = true
      return
    }
    if (way === 'corners' && this.closes(place)) {
      this.finish()
      return
    }
    // Ignore the second press of a double click.
    const last = this.places.at(-1)
    if (way === 'corners' && last && distance(last, place) < this.scale.pixel * 3) return
    this.places.push(place)
    this.hovering = undefined
    if (this.kind === 'brush') this.sweep(place, place)
    this.ended = way === 'one' || (way === 'two' && this.places.length === 2)
  }

  /** Whether a point closes the polygon by hitting its first corner. */
  private closes(place: Point): boolean {
    const [first] = this.places
    const near = first !== undefined && distance(first, place) < this.scale.pixel * 8
    return this.kind === 'polygon' && this.places.length > 2 && near
  }

  /** Removes the last point. */
  back(): void {
    if (ways[this.kind] === 'corners') this.places.pop()
    else this.places.length = 0
    this.swept = []
    this.ended = false
  }

  /** Ends the drawing without the hovering point. */
  finish(): void {
    this.hovering = undefined
    this.ended = true
  }

  /** Undefined while there are too few points. */
  get geometry(): Geometry | undefined {
    const places = this.hovering && !this.ended ? [...this.places, this.hovering] : this.places
    const [first, second] = places
    if (!first) return undefined
    if (this.kind === 'point') return { type: 'point', x: first[0], y: first[1] }
    if (this.kind === 'brush') return this.swept.length > 0 ? areaFrom(this.swept) : undefined
    if (!second || places.every(place => distance(first, place) < this.scale.pixel)) return undefined
    if (this.kind === 'rectangle' || this.kind === 'ellipse') {
      if (first[0] === second[0] || first[1] === second[1]) return undefined
      return this.kind === 'rectangle' ? boxFrom(first, second) : ellipseFrom(first, second)
    }
    const line = this.kind === 'freehand' ? simplify(places, this.scale.pixel / 2) : places
    if (this.kind === 'line') return lineFrom(line)
    return line.length > 2 ? polygonFrom(line) : undefined
  }

  /** The geometry to save: like {@link geometry}, but without self-intersections in areas. */
  get completed(): Geometry | undefined {
    const { geometry } = this
    if (geometry?.type !== 'area' || this.kind === 'rectangle' || this.kind === 'brush') return geometry
    const clean = smoothed(unionOf(geometry.parts), 0)
    return clean.length > 0 ? areaFrom(clean) : undefined
  }

  private sweep(from: Point, to: Point): void {
    if (this.kind !== 'brush') return
    const stroke = brushed(from, to, this.scale.brush)
    const grown = this.swept.length > 0 ? unionOf(this.swept, stroke) : unionOf(stroke)
    this.swept = smoothed(grown, this.scale.brush / 60)
  }
}
