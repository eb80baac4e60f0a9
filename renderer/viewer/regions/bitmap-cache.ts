import type { Bounds } from '../../../contract/review/region.ts'
import { CachedBitmap, cornersOn } from './cached-bitmap.ts'
import {
  boxOnCanvas,
  type CanvasTransform,
  grown,
  isShift,
  type Matrix,
  matrixBetween,
  widened
} from './canvas-transform.ts'
import { type Item, paintItems } from './items.ts'
import type { PaintedBitmap, PaintRequest } from './paint-worker.ts'

/** How far a bitmap extends beyond the screen, in CSS pixels. */
const margin = 256
/** Once the view has not moved for this long, a bitmap is painted for exactly this view. */
const stillMs = 120
/** A bitmap scaled up or down by more than this is worn: it is replaced, though not at once. */
const mostStretched = 1.6
/** Minimum age of a worn bitmap before it is replaced: painting takes CPU time from panning. */
const wornMs = 500
/** More changes than this are left to the next bitmap. */
const fewChanges = 50

export type Fit = 'exact' | 'near' | 'worn' | 'far'

/**
 * Returns how well a bitmap fits a frame. 'exact': identical to painting again; 'near': good enough
 * until the view rests; 'worn': scaled too much; 'far': does not cover the screen.
 * @param extent bounds of all items, in level-0 pixels
 */
export function fitOf(bitmap: CanvasTransform, frame: CanvasTransform, extent: Bounds): Fit {
  const within = ([x, y]: readonly [number, number]) =>
    x >= 0 && y >= 0 && x <= bitmap.width && y <= bitmap.height
  const { left, top, right, bottom } = grown(boxOnCanvas(bitmap, extent), 14 * bitmap.ratio)
  const holds =
    (within([left, top]) && within([right, bottom])) ||
    cornersOn(bitmap, frame).every(corner => within(corner))
  if (!holds) return 'far'
  const { e, f } = matrixBetween(bitmap, frame)
  if (isShift(bitmap, frame) && bitmap.ratio === frame.ratio)
    return Math.abs(e - Math.round(e)) < 0.02 && Math.abs(f - Math.round(f)) < 0.02 ? 'exact' : 'near'
  const stretched = frame.scale / bitmap.scale
  return stretched > mostStretched || stretched < 1 / mostStretched ? 'worn' : 'near'
}

const isSame = (one: Matrix, other: Matrix) =>
  (['a', 'b', 'c', 'd', 'e', 'f'] as const).every(name => one[name] === other[name])

/** Sorts bitmaps by how little they must be scaled. */
function byLikeness({ scale }: CanvasTransform, ...bitmaps: CachedBitmap[]): CachedBitmap[] {
  const off = ({ transform }: CachedBitmap) => Math.abs(Math.log(transform.scale / scale))
  return bitmaps.sort((one, other) => off(one) - off(other))
}

/** Area of the slide that a canvas shows, in square level-0 pixels. */
const shownArea = ({ width, height, scale }: CanvasTransform) => (width * height) / scale ** 2

/**
 * Shows many items as bitmaps painted by a worker. While the view moves, the last bitmap moves with
 * it, so that a frame costs the same whatever it shows. Once the view rests, a bitmap is painted
 * for exactly that view. A few changes are painted into the bitmap at once.
 */
export class BitmapCache {
  private readonly items: ReadonlyMap<string, Item>
  private readonly changed: () => void
  private readonly failed: () => void
  private worker: Worker | undefined
  private last: CachedBitmap | undefined
  /** A bitmap that shows more of the slide than the last one. */
  private wide: CachedBitmap | undefined
  private requested: CanvasTransform | undefined
  /** Whether the last bitmap lacks changes; if they are few, `fresh` holds them. */
  private stale = false
  /** Recent changes, painted over the last bitmap until a new one includes them. */
  private fresh: readonly Item[] = []
  /** Changes since a bitmap was requested; undefined if there were too many. */
  private since: Item[] | undefined = []
  private extent: Bounds | undefined
  private waiting = 0
  private drawn: Matrix | undefined
  /** When the last bitmap arrived. */
  private receivedAt = 0

  /**
   * @param items all items to show, kept up to date by the caller, which reports every change
   * @param changed requests a new frame
   * @param failed called if the worker fails, so that there will be no bitmaps
   */
  constructor(items: ReadonlyMap<string, Item>, changed: () => void, failed: () => void) {
    this.items = items
    this.changed = changed
    this.failed = failed
  }

  /** @param gone old versions of removed and changed items */
  change(put: readonly Item[], gone: readonly Item[]): void {
    this.extent = undefined
    const putIds = new Set(put.map(({ id }) => id))
    this.send({ put, gone: gone.filter(({ id }) => !putIds.has(id)).map(({ id }) => id) })
    // None of the previous items is left, because the slide or the run has changed.
    if (put.length === this.items.size && !gone.some(({ id }) => putIds.has(id)))
      this.last = this.wide = undefined
    const few = put.length + gone.length <= fewChanges
    const both = [...gone, ...put]
    if (this.requested) this.since = few && this.since ? [...this.since, ...both] : undefined
    if (!this.last) return
    if (few && !this.stale && this.last.repair(both, this.items.values())) {
      if (!this.wide?.repair(both, this.items.values())) this.wide = undefined
      return
    }
    this.stale = true
    this.wide = undefined
    const keep = this.fresh.filter(({ id }) => this.items.has(id) && !putIds.has(id))
    this.fresh = few ? [...keep, ...put] : []
  }

  draw(context: CanvasRenderingContext2D, frame: CanvasTransform): void {
    const { last } = this
    const rests = this.drawn && isSame(this.drawn, frame.matrix)
    this.drawn = frame.matrix
    const fit = last && !this.stale ? fitOf(last.transform, frame, this.bounds()) : 'far'
    if (last) {
      const bitmaps = fit === 'far' && this.wide ? byLikeness(frame, last, this.wide) : [last]
      bitmaps.forEach((bitmap, index) => {
        bitmap.lay(context, frame, bitmaps[index - 1])
      })
      paintItems(context, frame, this.fresh, false)
    }
    if (fit === 'far' || (fit === 'worn' && performance.now() - this.receivedAt > wornMs)) this.request(frame)
    const waits = fit === 'near' || fit === 'worn'
    // If the view rests, redraws for other reasons do not restart the timer.
    if (waits && rests && this.waiting !== 0) return
    clearTimeout(this.waiting)
    this.waiting = waits ? window.setTimeout(() => this.rest(frame), stillMs) : 0
  }

  close(): void {
    clearTimeout(this.waiting)
    this.worker?.terminate()
    this.worker = undefined
    this.requested = undefined
  }

  private bounds(): Bounds {
    const of = (edge: keyof Bounds, most: (a: number, b: number) => number) => {
      let found = Number.NaN
      for (const { bounds } of this.items.values())
        found = Number.isNaN(found) ? bounds[edge] : most(found, bounds[edge])
      return found
    }
    this.extent ??= {
      minX: of('minX', Math.min),
      minY: of('minY', Math.min),
      maxX: of('maxX', Math.max),
      maxY: of('maxY', Math.max)
    }
    return this.extent
  }

  private rest(frame: CanvasTransform): void {
    this.waiting = 0
    this.request(frame)
  }

  private request(frame: CanvasTransform): void {
    if (this.requested) return
    this.requested = widened(frame, Math.round(margin * frame.ratio))
    this.since = []
    if (!this.worker) {
      this.worker = new Worker(new URL('./paint-worker.ts', import.meta.url), { type: 'module' })
      this.worker.addEventListener('message', ({ data }: MessageEvent<PaintedBitmap>) => this.receive(data))
      this.worker.addEventListener('error', () => {
        this.close()
        this.failed()
      })
      this.send({ put: [...this.items.values()], gone: [] })
    }
    this.send({ transform: this.requested })
  }

  private send(request: PaintRequest): void {
    this.worker?.postMessage(request)
  }

  private receive(painted: PaintedBitmap): void {
    const { requested, since, last } = this
    this.requested = undefined
    this.receivedAt = performance.now()
    if (!requested) {
      painted.bitmap.close()
      return
    }
    const next = new CachedBitmap(requested, painted)
    if (last && !this.stale && (!this.wide || shownArea(last.transform) > shownArea(this.wide.transform)))
      this.wide = last
    if (this.wide && shownArea(this.wide.transform) <= shownArea(requested)) this.wide = undefined
    this.stale = since === undefined || !next.repair(since, this.items.values())
    if (!this.stale) this.fresh = []
    this.last = next
    this.changed()
  }
}
