import type { Frame, Layer } from '../stage/overlay.ts'
import type { Box } from '../stage/stage.ts'

/**
 * Frame around the item under review, with a gap so that the tissue at its edge stays visible. The
 * heatmap inside can be cleared.
 */
export class FocusLayer implements Layer {
  private box: Box | undefined
  private clears = false

  show(box: Box | undefined, clears: boolean): void {
    this.box = box
    this.clears = clears
  }

  draw(context: CanvasRenderingContext2D, { matrix, scale }: Frame): void {
    const { box } = this
    if (!box) return
    const ratio = window.devicePixelRatio
    const gap = (4 * ratio) / scale
    const outline = new Path2D()
    outline.rect(box.x - gap, box.y - gap, box.width + 2 * gap, box.height + 2 * gap)
    const path = new Path2D()
    path.addPath(outline, matrix)
    if (this.clears) {
      context.globalCompositeOperation = 'destination-out'
      context.fill(path)
      context.globalCompositeOperation = 'source-over'
    }
    context.lineWidth = 5 * ratio
    context.strokeStyle = '#10222b'
    context.stroke(path)
    context.lineWidth = 2.5 * ratio
    context.strokeStyle = '#ffffff'
    context.stroke(path)
  }
}
