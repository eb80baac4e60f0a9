import type { GridLine } from '../raster/agreement.ts'
import type { Frame, Layer } from '../stage/overlay.ts'

export interface OutlineContent {
  lines: GridLine[]
  /** Top left corner of the grid and edge of a cell, in level-0 pixels. */
  x: number
  y: number
  cell: number
}

/**
 * Draws lines along cell edges with a constant width at every zoom, dark with a light core, to be
 * visible on any stain.
 */
export class OutlineLayer implements Layer {
  private content: OutlineContent | undefined
  private path = new Path2D()
  private readonly color: string
  /** In CSS pixels; empty for a solid line. */
  private readonly dash: number[]

  constructor({ color, dash }: { color: string; dash: number[] }) {
    this.color = color
    this.dash = dash
  }

  show(content: OutlineContent | undefined): void {
    this.content = content
    this.path = new Path2D()
    for (const line of content?.lines ?? []) {
      this.path.moveTo(line.col0, line.row0)
      this.path.lineTo(line.col1, line.row1)
    }
  }

  draw(context: CanvasRenderingContext2D, { matrix }: Frame): void {
    const { content } = this
    if (!content) return
    const placed = new Path2D()
    placed.addPath(this.path, matrix.translate(content.x, content.y).scale(content.cell, content.cell))
    context.lineCap = 'square'
    context.lineWidth = 3.5 * window.devicePixelRatio
    context.strokeStyle = '#10222b'
    context.stroke(placed)
    context.lineWidth = 1.5 * window.devicePixelRatio
    if (this.dash.length > 0) context.lineCap = 'butt'
    context.setLineDash(this.dash.map(length => length * window.devicePixelRatio))
    context.strokeStyle = this.color
    context.stroke(placed)
    context.setLineDash([])
  }
}
