import type { Region } from '../../../contract/review/region.ts'
import { handlesOf } from '../../../geometry/handles.ts'
import type { Frame, Layer } from '../stage/overlay.ts'
import { BitmapCache } from './bitmap-cache.ts'
import { transformPoint } from './canvas-transform.ts'
import { type Item, labelsFit, paintItems, type RegionStyle, visibleItems, writeLabel } from './items.ts'
import { addTo, dot, stroke } from './paint.ts'

export interface RegionContent {
  regions: ReadonlyMap<string, Region>
  /** Drawn over the other regions, with handles if exactly one editable region is selected. */
  selected: readonly Region[]
  /** The handle that arrow keys move. */
  handle: number | undefined
  editable: boolean
  /**
   * Returns the style of a region; the result is cached until the region or this function changes.
   */
  styleOf(region: Region): RegionStyle
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
  private readonly bitmaps: BitmapCache
  private bitmapsWork = true

  /**
   * @param changed requests a new frame
   * @param failed called if bitmaps are unavailable, so that many regions draw slowly from now on
   */
  constructor(changed: () => void, failed: () => void) {
    this.bitmaps = new BitmapCache(this.items, changed, () => {
      this.bitmapsWork = false
      failed()
      changed()
    })
  }

  show(content: RegionContent | undefined): void {
    const restyled = content?.styleOf !== this.content?.styleOf
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
      if (selected.has(region.id) || (!restyled && this.known.get(region.id) === region)) continue
      const before = this.items.get(region.id)
      if (before) gone.push(before)
      const item = itemOf(region, (content as RegionContent).styleOf(region))
      put.push(item)
      this.items.set(region.id, item)
      this.known.set(region.id, region)
    }
    if (put.length > 0 || gone.length > 0) this.bitmaps.change(put, gone)
  }

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    const { content } = this
    if (!content) return
    const visible = visibleItems(frame, this.items.values(), this.bitmapsWork ? heaviestDirect : Infinity)
    if (visible) paintItems(context, frame, visible, labelsFit(frame, visible))
    else this.bitmaps.draw(context, frame)
    for (const region of content.selected) this.paintSelected(context, frame, region, content)
  }

  close(): void {
    this.bitmaps.close()
  }

  private paintSelected(
    context: CanvasRenderingContext2D,
    frame: Frame,
    region: Region,
    content: RegionContent
  ): void {
    const { ratio } = frame
    const style = content.styleOf(region)
    const path = new Path2D()
    addTo(path, region.geometry, frame)
    if (region.geometry.type === 'area' || region.geometry.type === 'ellipse') {
      context.globalAlpha = 0.18
      context.fillStyle = style.color
      context.fill(path, 'evenodd')
      context.globalAlpha = 1
    }
    stroke(context, path, '#10222b', 6 * ratio)
    stroke(context, path, '#ffffff', 4.5 * ratio)
    stroke(
      context,
      path,
      style.color,
      2.5 * ratio,
      style.dash.map(dash => dash * ratio)
    )
    writeLabel(context, frame, itemOf(region, style))
    if (!content.editable || region.locked || content.selected.length !== 1) return
    handlesOf(region.geometry).forEach(([x, y], index) => {
      const held = index === content.handle
      dot(context, frame, transformPoint(frame.matrix, x, y), held ? 7 : 4.5, held ? style.color : '#ffffff')
    })
  }
}

const itemOf = ({ id, kind, geometry, bounds }: Region, style: RegionStyle): Item => ({
  id,
  kind,
  geometry,
  bounds,
  style
})
