import type { Geometry, RegionKind } from '../../../contract/region.ts'
import { brushed, merged, smoothed } from './combine.ts'
import { areaFrom, boxFrom, ellipseFrom, lineFrom, polygonsOf } from './geometry.ts'
import { distance, type Point, type Polygons, simplify } from './rings.ts'

/** How a kind is drawn: by two places, by corner after corner, by one stroke, or by one place. */
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
  /** Level-0 pixels per pixel of the screen. */
  pixel: number
  /** Radius of the brush in level-0 pixels. */
  brush: number
}

/**
 * A region while it is drawn, by pointer or by keys: both put down places, and between two of them the last one hovers.
 * It knows no screen and no store; `geometry` is what would be kept if it ended now.
 */
export class Drawing {
  readonly kind: RegionKind
  private readonly scale: DrawingScale
  private readonly places: Point[] = []
  private hovering: Point | undefined
  private swept: Polygons = []
  private held = false
  /** Whether nothing more is to come. */
  ended = false

  constructor(kind: RegionKind, scale: DrawingScale) {
    this.kind = kind
    this.scale = scale
  }

  get begun(): boolean {
    return this.places.length > 0
  }

  /** Whether a stroke is being made: each move is part of it. */
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

  /** The pointer goes up: it ends a stroke, and a box that was drawn by dragging. */
  release(place: Point): void {
    const dragged = this.held && distance(this.places[0] as Point, place) > this.scale.pixel * 4
    this.held = false
    if (this.stroking || dragged) this.put(place)
  }

  /** A key puts a place down: the second time, it ends what a release would end. */
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
    // The second press of a double click is no corner of its own.
    const last = this.places.at(-1)
    if (way === 'corners' && last && distance(last, place) < this.scale.pixel * 3) return
    this.places.push(place)
    this.hovering = undefined
    if (this.kind === 'brush') this.sweep(place, place)
    this.ended = way === 'one' || (way === 'two' && this.places.length === 2)
  }

  /** Whether a place is the first corner of a polygon again. */
  private closes(place: Point): boolean {
    const [first] = this.places
    const near = first !== undefined && distance(first, place) < this.scale.pixel * 8
    return this.kind === 'polygon' && this.places.length > 2 && near
  }

  /** Takes the last place back. */
  back(): void {
    if (ways[this.kind] === 'corners') this.places.pop()
    else this.places.length = 0
    this.swept = []
    this.ended = false
  }

  /** No more corners: the geometry as it is, without the place that hovers. */
  finish(): void {
    this.hovering = undefined
    this.ended = true
  }

  /** Undefined while there is too little of it. */
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
    return line.length > 2 ? areaFrom([[line]]) : undefined
  }

  /** What is to be kept: as {@link geometry}, an area without lines that cross each other. */
  get completed(): Geometry | undefined {
    const { geometry } = this
    if (geometry?.type !== 'area' || this.kind === 'rectangle' || this.kind === 'brush') return geometry
    const clean = smoothed(merged([polygonsOf(geometry)]), 0)
    return clean.length > 0 ? areaFrom(clean) : undefined
  }

  private sweep(from: Point, to: Point): void {
    if (this.kind !== 'brush') return
    const grown = merged([
      ...(this.swept.length > 0 ? [this.swept] : []),
      brushed(from, to, this.scale.brush)
    ])
    this.swept = smoothed(grown, this.scale.brush / 60)
  }
}
