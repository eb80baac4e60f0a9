import { type Cells, Pyramid, type Raster } from '../raster/raster.ts'
import type { Frame, Layer } from '../stage/overlay.ts'

export interface RasterContent {
  pyramid: Pyramid
  /** Top left corner of the raster and edges of a cell, in level-0 pixels. */
  x: number
  y: number
  cellWidth: number
  cellHeight: number
  /** Size of the slide; nothing is drawn beyond it. */
  slide: { width: number; height: number }
  /** Writes one RGBA word per value. Must be pure: painted textures are cached per function. */
  paint(values: Float32Array, pixels: Uint32Array): void
  opacity: number
  smooth: boolean
}

interface Texture extends Cells {
  canvas: HTMLCanvasElement
}

/**
 * Draws a raster with one small texture per zoom step, covering the screen and its surroundings, so
 * that new colours cost time only for visible cells. Cells smaller than a pixel are pooled first
 * (raster.ts), never by the GPU.
 */
export class RasterLayer implements Layer {
  private content: RasterContent | undefined
  private readonly textures = new Map<number, Texture>()

  /** Sets the content; textures are painted when next needed. */
  show(content: RasterContent | undefined): void {
    const before = this.content
    this.content = content
    if (before?.pyramid !== content?.pyramid || before?.paint !== content?.paint) this.textures.clear()
  }

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    const { content } = this
    if (!content || content.opacity === 0) return
    const depth = Pyramid.depthFor(Math.min(content.cellWidth, content.cellHeight) * frame.scale)
    const raster = content.pyramid.level(depth)
    const cellWidth = content.cellWidth * 2 ** depth
    const cellHeight = content.cellHeight * 2 ** depth
    const { visible } = frame
    // Only cells on screen, because at high zoom single precision misplaces distant ones.
    const seen = within(raster, {
      col0: Math.floor((visible.left - content.x) / cellWidth) - 1,
      row0: Math.floor((visible.top - content.y) / cellHeight) - 1,
      col1: Math.ceil((visible.right - content.x) / cellWidth) + 1,
      row1: Math.ceil((visible.bottom - content.y) / cellHeight) + 1
    })
    const [cols, rows] = [seen.col1 - seen.col0, seen.row1 - seen.row0]
    if (cols <= 0 || rows <= 0) return

    const texture = this.texture(depth, raster, seen, content)
    context.save()
    context.setTransform(frame.matrix)
    clipTo(context, content)
    context.globalAlpha = content.opacity
    context.imageSmoothingEnabled = content.smooth
    context.drawImage(
      texture.canvas,
      seen.col0 - texture.col0,
      seen.row0 - texture.row0,
      cols,
      rows,
      content.x + seen.col0 * cellWidth,
      content.y + seen.row0 * cellHeight,
      cols * cellWidth,
      rows * cellHeight
    )
    context.restore()
  }

  private texture(depth: number, raster: Raster, seen: Cells, content: RasterContent): Texture {
    const known = this.textures.get(depth)
    if (known && holds(known, seen)) return known
    const cells = within(raster, around(seen))
    const texture = { ...cells, canvas: paintCells(raster, cells, content) }
    this.textures.set(depth, texture)
    return texture
  }
}

function paintCells({ cols, values }: Raster, cells: Cells, content: RasterContent): HTMLCanvasElement {
  const width = cells.col1 - cells.col0
  const height = cells.row1 - cells.row0
  const pixels = new Uint32Array(width * height)
  if (width === cols) content.paint(values.subarray(cells.row0 * cols, cells.row1 * cols), pixels)
  else
    for (let row = 0; row < height; row++) {
      const start = (cells.row0 + row) * cols + cells.col0
      content.paint(values.subarray(start, start + width), pixels.subarray(row * width, (row + 1) * width))
    }
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer), width, height)
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  return canvas
}

const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most)

const within = ({ cols, rows }: Raster, { col0, row0, col1, row1 }: Cells): Cells => ({
  col0: clamp(col0, cols),
  row0: clamp(row0, rows),
  col1: clamp(col1, cols),
  row1: clamp(row1, rows)
})

const holds = (outer: Cells, inner: Cells) =>
  outer.col0 <= inner.col0 && outer.row0 <= inner.row0 && outer.col1 >= inner.col1 && outer.row1 >= inner.row1

/** Adds half a screen on each side, so that a pan does not repaint at every step. */
function around({ col0, row0, col1, row1 }: Cells): Cells {
  const [right, down] = [Math.ceil((col1 - col0) / 2), Math.ceil((row1 - row0) / 2)]
  return { col0: col0 - right, row0: row0 - down, col1: col1 + right, row1: row1 + down }
}

/** Clips to the part of the raster on the slide, because pooled cells may extend beyond both. */
function clipTo(context: CanvasRenderingContext2D, content: RasterContent): void {
  const { base } = content.pyramid
  const left = Math.max(content.x, 0)
  const top = Math.max(content.y, 0)
  const right = Math.min(content.x + base.cols * content.cellWidth, content.slide.width)
  const bottom = Math.min(content.y + base.rows * content.cellHeight, content.slide.height)
  context.beginPath()
  context.rect(left, top, right - left, bottom - top)
  context.clip()
}
