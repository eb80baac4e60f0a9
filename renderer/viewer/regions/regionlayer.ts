import type { Region } from '../../../contract/region.ts'
import type { Frame, Layer } from '../overlay.ts'
import { handlesOf } from './geometry.ts'
import { addTo, dot, type Pen, stroke, textPlace, write } from './paint.ts'

export interface RegionLook {
  /** CSS colour of its class. */
  color: string
  /** Dashes in pixels of the screen, for eyes that do not tell colours apart. */
  dash: readonly number[]
  /** Written beside it where there is room. */
  text: string
}

export interface RegionContent {
  regions: readonly Region[]
  /** Drawn over the others, with handles where there is one that may be edited. */
  selected: readonly Region[]
  /** The handle that keys would move. */
  handle: number | undefined
  editable: boolean
  look(region: Region): RegionLook
}

/** More regions than this are drawn once, and moved as a picture until the view stands still. */
const mostDirect = 300
const stillMs = 180

interface Picture {
  bitmap: ImageBitmap
  matrix: DOMMatrixReadOnly
}

/** Outlines of regions, equally thin at every zoom. */
export class RegionLayer implements Layer {
  private content: RegionContent | undefined
  private picture: Picture | undefined
  private readonly changed: () => void
  private waiting = 0

  /** @param changed asks for a new frame */
  constructor(changed: () => void) {
    this.changed = changed
  }

  show(content: RegionContent | undefined): void {
    if (content?.regions !== this.content?.regions) this.picture = undefined
    this.content = content
  }

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    const { content } = this
    if (content) {
      if (content.regions.length <= mostDirect) this.paint(context, frame, content.regions, content)
      else this.drawPicture(context, frame, content)
      for (const region of content.selected) this.paintSelected(context, frame, region, content)
    }
  }

  private drawPicture(context: CanvasRenderingContext2D, frame: Frame, content: RegionContent): void {
    const still = this.picture && sameMatrix(this.picture.matrix, frame.matrix)
    if (!this.picture) this.picture = this.take(frame, content)
    else if (!still) {
      clearTimeout(this.waiting)
      this.waiting = window.setTimeout(() => {
        this.picture = undefined
        this.changed()
      }, stillMs)
    }
    const { bitmap, matrix } = this.picture
    context.setTransform(DOMMatrix.fromMatrix(frame.matrix).multiply(DOMMatrix.fromMatrix(matrix).inverse()))
    context.drawImage(bitmap, 0, 0)
  }

  private take(frame: Frame, content: RegionContent): Picture {
    const canvas = new OffscreenCanvas(frame.width, frame.height)
    const context = canvas.getContext('2d')
    if (context) this.paint(context, frame, content.regions, content)
    return { bitmap: canvas.transferToImageBitmap(), matrix: frame.matrix }
  }

  /** All of one look in one go: a stroke for each would cost the most. */
  private paint(context: Pen, frame: Frame, regions: readonly Region[], content: RegionContent): void {
    const looks = new Map<string, { look: RegionLook; path: Path2D }>()
    const texts: (() => void)[] = []
    for (const region of regions) {
      const look = content.look(region)
      const key = `${look.color} ${look.dash}`
      const group = looks.get(key) ?? { look, path: new Path2D() }
      looks.set(key, group)
      addTo(group.path, region.geometry, frame)
      const { minX, minY, maxX, maxY } = region.bounds
      if (
        Math.hypot(maxX - minX, maxY - minY) * frame.scale > 90 ||
        region.kind === 'line' ||
        region.kind === 'point'
      )
        texts.push(() => writeBeside(context, frame, region, look))
    }
    const ratio = window.devicePixelRatio
    context.lineJoin = 'round'
    for (const { look, path } of looks.values()) {
      stroke(context, path, '#ffffff', 3.5 * ratio)
      stroke(
        context,
        path,
        look.color,
        2 * ratio,
        look.dash.map(dash => dash * ratio)
      )
    }
    if (texts.length <= 200) for (const write of texts) write()
  }

  private paintSelected(
    context: CanvasRenderingContext2D,
    frame: Frame,
    region: Region,
    content: RegionContent
  ): void {
    const ratio = window.devicePixelRatio
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
    writeBeside(context, frame, region, look)
    if (!content.editable || region.locked || content.selected.length !== 1) return
    handlesOf(region.geometry).forEach((handle, index) => {
      const { x, y } = frame.matrix.transformPoint({ x: handle[0], y: handle[1] })
      const held = index === content.handle
      dot(context, { x, y }, (held ? 7 : 4.5) * ratio, held ? look.color : '#ffffff')
    })
  }
}

const sameMatrix = (a: DOMMatrixReadOnly, b: DOMMatrixReadOnly) =>
  a.a === b.a && a.b === b.b && a.c === b.c && a.d === b.d && a.e === b.e && a.f === b.f

function writeBeside(context: Pen, frame: Frame, region: Region, { text }: RegionLook): void {
  const { x, y } = textPlace(frame, region.geometry)
  write(context, { x, y: region.kind === 'point' ? y - 8 * window.devicePixelRatio : y }, text)
}
