import type { Bounds } from '../../../contract/region.ts'
import { type Item, paintItems } from './items.ts'
import type { Painted, Told } from './painter.ts'
import { cornersOn, Picture } from './picture.ts'
import { areaOf, between, grown, isShift, type Matrix, type Sheet, widened } from './sheet.ts'

/** CSS pixels that a picture reaches beyond the screen. */
const margin = 256
/** A view that has not moved for so long has come to rest: then the picture is painted for it. */
const stillMs = 120
/** A picture that is stretched or shrunk by more than this is worn: the next one is asked for, though not at once. */
const mostStretched = 1.6
/** Between a picture and one that follows it because it is worn: painting takes a processor from what moves the slide. */
const wornMs = 500
/** More changes than this are left to the next picture. */
const fewChanges = 50

export type Fit = 'exact' | 'near' | 'worn' | 'far'

/**
 * How a picture serves a frame: it is what would be painted; or it does until the view rests; or it is stretched too much; or it ends within the screen.
 * @param extent of all there is to be seen, in level-0 pixels
 */
export function fitOf(picture: Sheet, frame: Sheet, extent: Bounds): Fit {
  const within = ([x, y]: readonly [number, number]) =>
    x >= 0 && y >= 0 && x <= picture.width && y <= picture.height
  const { left, top, right, bottom } = grown(areaOf(picture, extent), 14 * picture.ratio)
  const holds =
    (within([left, top]) && within([right, bottom])) ||
    cornersOn(picture, frame).every(corner => within(corner))
  if (!holds) return 'far'
  const { e, f } = between(picture, frame)
  if (isShift(picture, frame) && picture.ratio === frame.ratio)
    return Math.abs(e - Math.round(e)) < 0.02 && Math.abs(f - Math.round(f)) < 0.02 ? 'exact' : 'near'
  const stretched = frame.scale / picture.scale
  return stretched > mostStretched || stretched < 1 / mostStretched ? 'worn' : 'near'
}

const isSame = (one: Matrix, other: Matrix) =>
  (['a', 'b', 'c', 'd', 'e', 'f'] as const).every(name => one[name] === other[name])

/** The one that has to be stretched or shrunk least first. */
function byLikeness({ scale }: Sheet, ...pictures: Picture[]): Picture[] {
  const off = ({ sheet }: Picture) => Math.abs(Math.log(sheet.scale / scale))
  return pictures.sort((one, other) => off(one) - off(other))
}

/** Level-0 pixels of a slide that a sheet shows, squared. */
const reachOf = ({ width, height, scale }: Sheet) => (width * height) / scale ** 2

/**
 * Many items as pictures that a worker paints. While the view moves the last picture moves with it, so that a frame costs the same
 * whatever lies on it; once the view rests it is painted for exactly that view. Few changes are painted into it at once.
 */
export class Pictures {
  private readonly items: ReadonlyMap<string, Item>
  private readonly changed: () => void
  private readonly failed: () => void
  private worker: Worker | undefined
  private last: Picture | undefined
  /** One that shows more of the slide than the last. */
  private wide: Picture | undefined
  private asked: Sheet | undefined
  /** Whether the last picture lacks changes, beyond those in `fresh`. */
  private stale = false
  /** Painted over the last picture until there is one that has them. */
  private fresh: readonly Item[] = []
  /** What changed since a picture was asked for; undefined after many. */
  private since: Item[] | undefined = []
  private extent: Bounds | undefined
  private waiting = 0
  private drawn: Matrix | undefined
  /** When the last picture came. */
  private taken = 0

  /**
   * @param items all that are to be seen, kept up to date by the caller, which tells every change
   * @param changed asks for a new frame
   * @param failed hears that there will be no pictures
   */
  constructor(items: ReadonlyMap<string, Item>, changed: () => void, failed: () => void) {
    this.items = items
    this.changed = changed
    this.failed = failed
  }

  /** @param gone as they were: those that are no more, and those that are others now */
  change(put: readonly Item[], gone: readonly Item[]): void {
    this.extent = undefined
    const putIds = new Set(put.map(({ id }) => id))
    this.tell({ put, gone: gone.filter(({ id }) => !putIds.has(id)).map(({ id }) => id) })
    // Nothing of what there was is left: another slide, or another run.
    if (put.length === this.items.size && !gone.some(({ id }) => putIds.has(id)))
      this.last = this.wide = undefined
    const few = put.length + gone.length <= fewChanges
    const both = [...gone, ...put]
    if (this.asked) this.since = few && this.since ? [...this.since, ...both] : undefined
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

  draw(context: CanvasRenderingContext2D, frame: Sheet): void {
    const { last } = this
    const rests = this.drawn && isSame(this.drawn, frame.matrix)
    this.drawn = frame.matrix
    const fit = last && !this.stale ? fitOf(last.sheet, frame, this.reach()) : 'far'
    if (last) {
      const pictures = fit === 'far' && this.wide ? byLikeness(frame, last, this.wide) : [last]
      pictures.forEach((picture, index) => {
        picture.lay(context, frame, pictures[index - 1])
      })
      paintItems(context, frame, this.fresh, false)
    }
    if (fit === 'far' || (fit === 'worn' && performance.now() - this.taken > wornMs)) this.ask(frame)
    const waits = fit === 'near' || fit === 'worn'
    // A view that rests is not waited for anew because something else was drawn.
    if (waits && rests && this.waiting !== 0) return
    clearTimeout(this.waiting)
    this.waiting = waits ? window.setTimeout(() => this.rest(frame), stillMs) : 0
  }

  close(): void {
    clearTimeout(this.waiting)
    this.worker?.terminate()
    this.worker = undefined
    this.asked = undefined
  }

  private reach(): Bounds {
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

  private rest(frame: Sheet): void {
    this.waiting = 0
    this.ask(frame)
  }

  private ask(frame: Sheet): void {
    if (this.asked) return
    this.asked = widened(frame, Math.round(margin * frame.ratio))
    this.since = []
    if (!this.worker) {
      this.worker = new Worker(new URL('./painter.ts', import.meta.url), { type: 'module' })
      this.worker.addEventListener('message', ({ data }: MessageEvent<Painted>) => this.take(data))
      this.worker.addEventListener('error', () => {
        this.close()
        this.failed()
      })
      this.tell({ put: [...this.items.values()], gone: [] })
    }
    this.tell({ sheet: this.asked })
  }

  private tell(told: Told): void {
    this.worker?.postMessage(told)
  }

  private take(painted: Painted): void {
    const { asked, since, last } = this
    this.asked = undefined
    this.taken = performance.now()
    if (!asked) {
      painted.picture.close()
      return
    }
    const next = new Picture(asked, painted)
    if (last && !this.stale && (!this.wide || reachOf(last.sheet) > reachOf(this.wide.sheet)))
      this.wide = last
    if (this.wide && reachOf(this.wide.sheet) <= reachOf(asked)) this.wide = undefined
    this.stale = since === undefined || !next.repair(since, this.items.values())
    if (!this.stale) this.fresh = []
    this.last = next
    this.changed()
  }
}
