import type { Region } from '../../../contract/region.ts'
import type { Frame, Layer } from '../overlay.ts'
import { handlesOf } from './geometry.ts'
import { haveWords, type Item, paintItems, type RegionLook, seenOn, writeBeside } from './items.ts'
import { addTo, dot, stroke } from './paint.ts'
import { Pictures } from './pictures.ts'
import { through } from './sheet.ts'

export interface RegionContent {
  regions: ReadonlyMap<string, Region>
  /** Drawn over the others, with handles where there is one that may be edited. */
  selected: readonly Region[]
  /** The handle that keys would move. */
  handle: number | undefined
  editable: boolean
  /** How a region looks for as long as neither it nor this function is another one. */
  look(region: Region): RegionLook
}

/** What is heavier than this (`weightOf`) is moved as a picture: about forty small polygons. */
const heaviestDirect = 2000

/** Outlines of regions, equally thin at every zoom: few are drawn in every frame, many as a picture. */
export class RegionLayer implements Layer {
  private content: RegionContent | undefined
  /** All but the selected. */
  private readonly items = new Map<string, Item>()
  private readonly known = new Map<string, Region>()
  private readonly pictures: Pictures
  private pictured = true

  /**
   * @param changed asks for a new frame
   * @param failed hears that many regions are slow from now on
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
