import { covered, type Item, paintItems } from './items.ts'
import type { Painted } from './painter.ts'
import type { Point } from './rings.ts'
import { type Area, between, isShift, meet, type Sheet, through } from './sheet.ts'

/** More items than this are not painted again in one frame. */
const mostRepaired = 300

/** Items as they were painted once, to be laid on every frame until they are painted anew. */
export class Picture {
  readonly sheet: Sheet
  private readonly canvas = document.createElement('canvas')
  private readonly context: CanvasRenderingContext2D | null
  private readonly words: boolean

  constructor(sheet: Sheet, { picture, words }: Painted) {
    this.sheet = sheet
    this.words = words
    this.canvas.width = sheet.width
    this.canvas.height = sheet.height
    this.context = this.canvas.getContext('2d')
    this.context?.drawImage(picture, 0, 0)
    picture.close()
  }

  /** Lays it where it belongs: to a pixel where the view was only moved, else stretched and turned. @param beside what is covered already */
  lay(context: CanvasRenderingContext2D, frame: Sheet, beside?: Picture): void {
    const to = between(this.sheet, frame)
    context.save()
    if (beside) clipOut(context, frame, beside.sheet)
    if (isShift(this.sheet, frame)) context.setTransform(1, 0, 0, 1, Math.round(to.e), Math.round(to.f))
    else {
      context.setTransform(to)
      // A frame of a movement is gone at once. Without a GPU, smoothing costs some of the others.
      context.imageSmoothingEnabled = false
    }
    context.drawImage(this.canvas, 0, 0)
    context.restore()
  }

  /**
   * Paints what changed, and what lies with it, again. @returns whether it could: not where that is too much for one frame
   * @param changed as they were, and as they are
   */
  repair(changed: readonly Item[], items: Iterable<Item>): boolean {
    const { context, sheet, words } = this
    if (!context) return false
    const whole = { left: 0, top: 0, right: sheet.width, bottom: sheet.height }
    const areas = changed
      .map(item => rounded(covered(context, sheet, item, words)))
      .filter(area => meet(area, whole))
    if (areas.length === 0) return true
    const all = [...items].map(item => ({ item, area: covered(context, sheet, item, words) }))
    const jobs = areas.map(area => ({
      area,
      near: all.filter(other => meet(other.area, area)).map(({ item }) => item)
    }))
    if (jobs.reduce((sum, { near }) => sum + near.length, 0) > mostRepaired) return false
    for (const { area, near } of jobs) {
      const { left, top, right, bottom } = area
      context.save()
      context.beginPath()
      context.rect(left, top, right - left, bottom - top)
      context.clip()
      context.clearRect(left, top, right - left, bottom - top)
      paintItems(context, sheet, near, words)
      context.restore()
    }
    return true
  }
}

const rounded = ({ left, top, right, bottom }: Area): Area => ({
  left: Math.floor(left),
  top: Math.floor(top),
  right: Math.ceil(right),
  bottom: Math.ceil(bottom)
})

/** Where a sheet lies on another: its corners, in turn. */
export function cornersOn(frame: Sheet, sheet: Sheet): Point[] {
  const to = between(sheet, frame)
  const { width, height } = sheet
  return [through(to, 0, 0), through(to, width, 0), through(to, width, height), through(to, 0, height)]
}

function clipOut(context: CanvasRenderingContext2D, frame: Sheet, sheet: Sheet): void {
  const around = new Path2D()
  around.rect(0, 0, frame.width, frame.height)
  const [first, ...others] = cornersOn(frame, sheet)
  if (first) around.moveTo(...first)
  for (const corner of others) around.lineTo(...corner)
  around.closePath()
  context.clip(around, 'evenodd')
}
