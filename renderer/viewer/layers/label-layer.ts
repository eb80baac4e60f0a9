import type { Rgb } from '../../../contract/runs/colormaps.ts'
import type { Grid } from '../../../contract/runs/run.ts'
import { rasterOrigin } from '../../../geometry/grid.ts'
import { packed } from '../raster/colors.ts'
import { Pyramid } from '../raster/raster.ts'
import type { Frame, Layer } from '../stage/overlay.ts'
import { RasterLayer } from './raster-layer.ts'

/** A reviewer's labels in ascending importance; an overview shows the most important one. */
export const labelRanks = ['negative', 'unsure', 'positive'] as const
export type LabelRank = (typeof labelRanks)[number]

/** Distinct for colour-blind users (after Okabe and Ito); each label also has its own sign. */
export const labelColors: Record<LabelRank, Rgb> = {
  negative: [86, 180, 233],
  unsure: [240, 190, 30],
  positive: [213, 60, 0]
}

export interface LabelContent {
  grid: Grid
  slide: { width: number; height: number }
  /** Indexes into `labelWords`, row by row. */
  values: Uint8Array
  unsaved: ReadonlyMap<number, number>
  /** Fills cells with the label's colour, for a map that shows only labels. */
  filled: boolean
}

/** Minimum size of a cell, in device pixels, at which its sign is legible. */
const smallestSign = 9
/** Maps an index into `labelWords` to an index into {@link labelRanks}. */
const rankOf = [Number.NaN, 2, 0, 1]

/**
 * Draws the reviewer's label of each patch: + positive, − negative, ○ unsure. Draws signs where
 * they are legible, colours in smaller cells.
 */
export class LabelLayer implements Layer {
  private content: LabelContent | undefined
  private readonly raster = new RasterLayer()

  show(content: LabelContent | undefined): void {
    this.content = content
    this.raster.show(content && rasterOf(content))
  }

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    const { content } = this
    if (!content) return
    const signs = content.grid.stride * frame.scale >= smallestSign
    if (content.filled || !signs) this.raster.draw(context, frame)
    if (signs) this.drawSigns(context, frame, content)
  }

  private drawSigns(
    context: CanvasRenderingContext2D,
    frame: Frame,
    { grid, values, unsaved }: LabelContent
  ): void {
    const paths = labelRanks.map(() => ({ sign: new Path2D(), frame: new Path2D(), unsaved: new Path2D() }))
    const origin = rasterOrigin(grid)
    const clamp = (value: number, most: number) => Math.min(Math.max(Math.floor(value), 0), most)
    const { visible } = frame
    const [col0, col1] = [visible.left, visible.right].map(x =>
      clamp((x - origin.x) / grid.stride, grid.cols - 1)
    )
    const [row0, row1] = [visible.top, visible.bottom].map(y =>
      clamp((y - origin.y) / grid.stride, grid.rows - 1)
    )
    const edge = grid.stride
    for (let row = row0 ?? 0; row <= (row1 ?? -1); row++)
      for (let col = col0 ?? 0; col <= (col1 ?? -1); col++) {
        const cell = row * grid.cols + col
        const pending = unsaved.get(cell)
        const path = paths[rankOf[pending ?? (values[cell] as number)] as number]
        if (!path) continue
        const [x, y] = [origin.x + col * edge, origin.y + row * edge]
        ;(pending === undefined ? path.frame : path.unsaved).rect(
          x + edge * 0.06,
          y + edge * 0.06,
          edge * 0.88,
          edge * 0.88
        )
        addSign(
          path.sign,
          rankOf[pending ?? (values[cell] as number)] as number,
          x + edge / 2,
          y + edge / 2,
          edge * 0.2
        )
      }
    const width = Math.min(3, Math.max(1, (edge * frame.scale) / 16))
    context.lineCap = 'round'
    paths.forEach((path, rank) => {
      const color = `rgb(${labelColors[labelRanks[rank] as LabelRank].join(', ')})`
      this.stroke(context, frame, path.frame, '#10222b', width + 1)
      this.stroke(context, frame, path.frame, color, width)
      this.stroke(context, frame, path.unsaved, '#10222b', width + 1)
      this.stroke(context, frame, path.unsaved, color, width, [3, 3])
      this.stroke(context, frame, path.sign, '#10222b', width * 1.5 + 2)
      this.stroke(context, frame, path.sign, '#ffffff', width * 1.5)
    })
  }

  private stroke(
    context: CanvasRenderingContext2D,
    { matrix }: Frame,
    path: Path2D,
    color: string,
    width: number,
    dash: number[] = []
  ): void {
    const placed = new Path2D()
    placed.addPath(path, matrix)
    const ratio = window.devicePixelRatio
    context.setLineDash(dash.map(length => length * ratio))
    context.lineWidth = width * ratio
    context.strokeStyle = color
    context.stroke(placed)
  }
}

function addSign(path: Path2D, rank: number, x: number, y: number, reach: number): void {
  if (labelRanks[rank] === 'unsure') {
    path.moveTo(x + reach, y)
    path.arc(x, y, reach, 0, 2 * Math.PI)
    return
  }
  path.moveTo(x - reach, y)
  path.lineTo(x + reach, y)
  if (labelRanks[rank] === 'negative') return
  path.moveTo(x, y - reach)
  path.lineTo(x, y + reach)
}

function rasterOf({ grid, slide, values, unsaved, filled }: LabelContent) {
  const ranks = Float32Array.from(values, value => rankOf[value] as number)
  for (const [cell, value] of unsaved) ranks[cell] = rankOf[value] as number
  const words = labelRanks.map(rank => packed(labelColors[rank], 255))
  return {
    ...rasterOrigin(grid),
    pyramid: new Pyramid({ cols: grid.cols, rows: grid.rows, values: ranks }),
    cellWidth: grid.stride,
    cellHeight: grid.stride,
    slide,
    opacity: filled ? 0.55 : 0.8,
    smooth: false,
    paint(part: Float32Array, pixels: Uint32Array) {
      for (let index = 0; index < part.length; index++) pixels[index] = words[part[index] as number] ?? 0
    }
  }
}
