import type { Frame, Layer } from './overlay.ts'
import { Pyramid, type Raster } from './raster.ts'

export interface RasterContent {
  pyramid: Pyramid
  /** Level-0 pixels of the raster's top left corner, and of a cell's edges. */
  x: number
  y: number
  cellWidth: number
  cellHeight: number
  /** The slide's size: nothing is drawn beyond it. */
  slide: { width: number; height: number }
  /** Writes one RGBA word per value. */
  paint(values: Float32Array, pixels: Uint32Array): void
  opacity: number
  smooth: boolean
}

/** Draws a raster as one small texture per zoom step; cells smaller than a pixel are pooled first (raster.ts), never by the GPU. */
export class RasterLayer implements Layer {
  private content: RasterContent | undefined
  private readonly textures = new Map<number, HTMLCanvasElement>()

  /** Takes new content; textures are painted when they are next needed. */
  show(content: RasterContent | undefined): void {
    this.content = content
    this.textures.clear()
  }

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    const { content } = this
    if (!content || content.opacity === 0) return
    const depth = Pyramid.depthFor(Math.min(content.cellWidth, content.cellHeight) * frame.scale)
    const raster = content.pyramid.level(depth)
    const cellWidth = content.cellWidth * 2 ** depth
    const cellHeight = content.cellHeight * 2 ** depth
    const { visible } = frame
    // Only the cells on the screen: far-off ones would lose their place to single precision at high zoom.
    const col0 = clamp(Math.floor((visible.left - content.x) / cellWidth) - 1, raster.cols)
    const row0 = clamp(Math.floor((visible.top - content.y) / cellHeight) - 1, raster.rows)
    const col1 = clamp(Math.ceil((visible.right - content.x) / cellWidth) + 1, raster.cols)
    const row1 = clamp(Math.ceil((visible.bottom - content.y) / cellHeight) + 1, raster.rows)
    if (col1 <= col0 || row1 <= row0) return

    context.setTransform(frame.matrix)
    clipTo(context, content)
    context.globalAlpha = content.opacity
    context.imageSmoothingEnabled = content.smooth
    context.drawImage(
      this.texture(depth, raster, content),
      col0,
      row0,
      col1 - col0,
      row1 - row0,
      content.x + col0 * cellWidth,
      content.y + row0 * cellHeight,
      (col1 - col0) * cellWidth,
      (row1 - row0) * cellHeight
    )
  }

  private texture(depth: number, { cols, rows, values }: Raster, content: RasterContent): HTMLCanvasElement {
    const known = this.textures.get(depth)
    if (known) return known
    const texture = document.createElement('canvas')
    texture.width = cols
    texture.height = rows
    const pixels = new Uint32Array(cols * rows)
    content.paint(values, pixels)
    const image = new ImageData(new Uint8ClampedArray(pixels.buffer), cols, rows)
    texture.getContext('2d')?.putImageData(image, 0, 0)
    this.textures.set(depth, texture)
    return texture
  }
}

const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most)

/** The part of the raster that lies on the slide; pooled cells may reach beyond both. */
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
