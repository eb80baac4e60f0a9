import type { Rgb } from '../../../contract/runs/colormaps.ts'
import { css } from '../raster/colors.ts'
import type { Frame, Layer } from '../stage/overlay.ts'
import { type RasterContent, RasterLayer } from './raster-layer.ts'

/** Edge of the repeated square of the pattern, in CSS pixels: two slanting stripes. */
const period = 8

/**
 * Hatches the cells of a raster that have a value, with stripes of the same width at every zoom, so
 * that they look like no colour of a heatmap.
 */
export class HatchLayer implements Layer {
  private readonly cells = new RasterLayer()
  private readonly canvas = document.createElement('canvas')
  private readonly color: Rgb
  private content: Omit<RasterContent, 'paint' | 'opacity' | 'smooth'> | undefined
  private pattern: { ratio: number; tile: HTMLCanvasElement } | undefined

  constructor(color: Rgb) {
    this.color = color
  }

  show(content: typeof this.content): void {
    this.content = content
    this.cells.show(content && { ...content, paint, opacity: 1, smooth: false })
  }

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    if (!this.content) return
    const { width, height, ratio } = frame
    Object.assign(this.canvas, { width, height })
    const own = this.canvas.getContext('2d')
    if (!own) return
    own.save()
    this.cells.draw(own, frame)
    own.restore()
    own.globalCompositeOperation = 'source-in'
    if (this.pattern?.ratio !== ratio) this.pattern = { ratio, tile: tileOf(this.color, ratio) }
    own.fillStyle = own.createPattern(this.pattern.tile, 'repeat') ?? css(this.color)
    own.fillRect(0, 0, width, height)
    context.resetTransform()
    context.drawImage(this.canvas, 0, 0)
  }
}

function paint(values: Float32Array, pixels: Uint32Array): void {
  for (let index = 0; index < values.length; index++)
    pixels[index] = Number.isNaN(values[index]) ? 0 : 0xff00_0000
}

function tileOf(color: Rgb, ratio: number): HTMLCanvasElement {
  const tile = document.createElement('canvas')
  const edge = Math.round(period * ratio)
  Object.assign(tile, { width: edge, height: edge })
  const context = tile.getContext('2d')
  if (!context) return tile
  context.fillStyle = css(color)
  context.fillRect(0, 0, edge, edge)
  context.strokeStyle = 'rgb(255 255 255 / 85%)'
  context.lineWidth = edge * 0.32
  context.beginPath()
  for (const shift of [-1, 0, 1]) {
    context.moveTo((shift - 0.25) * edge, 1.25 * edge)
    context.lineTo((shift + 1.25) * edge, -0.25 * edge)
  }
  context.stroke()
  return tile
}
