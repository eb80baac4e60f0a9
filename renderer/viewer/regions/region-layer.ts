import type { Region } from '../../../contract/region.ts'
import { handlesOf } from '../../../geometry/handles.ts'
import type { Frame, Layer } from '../stage/overlay.ts'
import { Pictures } from './bitmap-cache.ts'
import { through } from './canvas-transform.ts'
import { haveWords, type Item, paintItems, type RegionLook, seenOn, writeBeside } from './items.ts'
import { addTo, dot, stroke } from './paint.ts'

export interface RegionContent {
  regions: ReadonlyMap<string, Region>
  /** Drawn over the other regions, with handles if exactly one editable region is selected. */
  selected: readonly Region[]
  /** The handle that arrow keys move. */
  handle: number | undefined
  editable: boolean
  /**
   * Returns the look of a region; the result is cached until the region or this function changes.
   */
  look(region: Region): RegionLook
}

/** Above this weight (`weightOf`), about forty small polygons, regions are drawn as a bitmap. */
const heaviestDirect = 2000

/**
 * Draws outlines of regions with a constant width at every zoom: a few directly in every frame,
 * many as a bitmap.
 */
export class RegionLayer implements Layer {
  private content: RegionContent | undefined
  /** All regions except the selected ones. */
  private readonly items = new Map<string, Item>()
  private readonly known = new Map<string, Region>()
  private readonly pictures: Pictures
  private pictured = true

  /**
   * @param changed requests a new frame
   * @param failed called if bitmaps are unavailable, so that many regions draw slowly from now on
   */
  constructor(changed: () => void, failed: () => void) {
    this.pictures = new Pictures(this.items, changed, () => {
      this.pictured = false
      failed()
      changed()
    })
  }

  show(content: RegionContent | undefined): void {
    const anew = content?.look !== this.content?.look
    this.content = content
    const selected = new Set(content?.selected.map(({ id }) => id))
    const put: Item[] = []
    const gone: Item[] = []
    for (const [id, item] of this.items)
      if (!content?.regions.has(id) || selected.has(id)) {
        gone.push(item)
        this.items.delete(id)
        this.known.delete(id)
      }
    for (const region of content?.regions.values() ?? []) {
      if (selected.has(region.id) || (!anew && this.known.get(region.id) === region)) continue
      const before = this.items.get(region.id)
      if (before) gone.push(before)
      const item = itemOf(region, (content as RegionContent).look(region))
      put.push(item)
      this.items.set(region.id, item)
      this.known.set(region.id, region)
    }
    if (put.length > 0 || gone.length > 0) this.pictures.change(put, gone)
  }

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    const { content } = this
    if (!content) return
    const seen = seenOn(frame, this.items.values(), this.pictured ? heaviestDirect : Infinity)
    if (seen) paintItems(context, frame, seen, haveWords(frame, seen))
    else this.pictures.draw(context, frame)
    for (const region of content.selected) this.paintSelected(context, frame, region, content)
  }

  close(): void {
    this.pictures.close()
  }

  private paintSelected(
    context: CanvasRenderingContext2D,
    frame: Frame,
    region: Region,
    content: RegionContent
  ): void {
    const { ratio } = frame
    const look = content.look(region)
    const path = new Path2D()
    addTo(path, region.geometry, frame)
    if (region.geometry.type === 'area' || region.geometry.type === 'ellipse') {
      context.globalAlpha = 0.18
      context.fillStyle = look.color
      context.fill(path, 'evenodd')
      context.globalAlpha = 1
    }
    stroke(context, path, '#10222b', 6 * ratio)
    stroke(context, path, '#ffffff', 4.5 * ratio)
    stroke(
      context,
      path,
      look.color,
      2.5 * ratio,
      look.dash.map(dash => dash * ratio)
    )
    writeBeside(context, frame, itemOf(region, look))
    if (!content.editable || region.locked || content.selected.length !== 1) return
    handlesOf(region.geometry).forEach(([x, y], index) => {
      const held = index === content.handle
      dot(context, frame, through(frame.matrix, x, y), held ? 7 : 4.5, held ? look.color : '#ffffff')
    })
  }
}

const itemOf = ({ id, kind, geometry, bounds }: Region, look: RegionLook): Item => ({
  id,
  kind,
  geometry,
  bounds,
  look
})
