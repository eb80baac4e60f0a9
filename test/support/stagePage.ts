/** A page for browser-corners.spec.ts: only the viewer, with one raster over the whole slide. */

import { RasterLayer } from '../../renderer/viewer/layers/raster-layer.ts'
import { Pyramid } from '../../renderer/viewer/raster/raster.ts'
import { createStage } from '../../renderer/viewer/stage/create-stage.ts'
import type { Viewpoint } from '../../renderer/viewer/stage/stage.ts'
import { size, stride } from './stageSlide.ts'

const [cols, rows] = [Math.ceil(size.width / stride), Math.ceil(size.height / stride)]
const element = document.createElement('div')
element.style.cssText = 'position:absolute;inset:0'
document.body.append(element)
const drawer = new URLSearchParams(location.search).get('drawer') === 'webgl' ? 'webgl' : 'canvas'
const stage = createStage(element, {
  drawer,
  calm: true,
  tool: () => undefined,
  hideLayers: () => false,
  lens: () => false,
  profile: () => false
})
const layer = new RasterLayer()
layer.show({
  pyramid: new Pyramid({ cols, rows, values: new Float32Array(cols * rows).fill(1) }),
  x: 0,
  y: 0,
  cellWidth: stride,
  cellHeight: stride,
  slide: size,
  opacity: 1,
  smooth: false,
  paint: (_values, pixels) => pixels.fill(0xff0000ff)
})
stage.add(layer, 'heatmap')

/** Mask of the painted pixels of a canvas. */
function maskOf(canvas: HTMLCanvasElement): Uint8Array {
  const { width, height } = canvas
  const copy = Object.assign(document.createElement('canvas'), { width, height })
  const context = copy.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.drawImage(canvas, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  // Plain loops here and below: a callback for each of a million pixels would be far slower.
  const mask = new Uint8Array(width * height)
  for (let index = 0; index < mask.length; index++) mask[index] = (data[index * 4 + 3] as number) >> 7
  return mask
}

/** Distance from a pixel to the nearest pixel on the other side of the mask's edge. */
function toEdge(mask: Uint8Array, width: number, height: number, x: number, y: number): number {
  const own = mask[y * width + x]
  for (let reach = 1; reach < 100; reach++) {
    let nearest = Number.POSITIVE_INFINITY
    for (let down = -reach; down <= reach; down++)
      for (let right = -reach; right <= reach; right++) {
        const [there, below] = [x + right, y + down]
        if (there < 0 || below < 0 || there >= width || below >= height) continue
        if (mask[below * width + there] !== own) nearest = Math.min(nearest, Math.hypot(right, down))
      }
    if (nearest <= reach) return nearest
  }
  return 100
}

export interface Difference {
  /** Largest distance between the edges of the raster and the slide, in level-0 pixels. */
  level0: number
  /** The same distance in screen pixels. */
  pixels: number
  /** Share of the screen that shows the slide. */
  slide: number
}

const rim = 4

/** Measures how far the raster's edge is from the slide's edge on the screen. */
function difference(): Difference {
  const canvases = [...stage.viewer.canvas.querySelectorAll('canvas')]
  const overlay = canvases.find(canvas => canvas.className === 'slide-overlay')
  const under = canvases.find(canvas => canvas !== overlay)
  if (!overlay || !under) throw new Error('no canvases')
  const { width, height } = overlay
  const [slide, raster] = [maskOf(under), maskOf(overlay)]
  let pixels = 0
  // Skips the rim of the screen, where the other edge may be outside the screen.
  for (let y = rim; y < height - rim; y++)
    for (let x = rim; x < width - rim; x++)
      if (slide[y * width + x] !== raster[y * width + x])
        pixels = Math.max(pixels, toEdge(slide, width, height, x, y))
  const zoom = (stage.view.value?.zoom ?? 1) * window.devicePixelRatio
  let on = 0
  for (let index = 0; index < slide.length; index++) on += slide[index] as number
  return { level0: pixels / zoom, pixels, slide: on / slide.length }
}

const frame = () => new Promise(resolve => requestAnimationFrame(() => resolve(undefined)))

/** Moves the view and waits until the visible part of the slide has loaded. */
async function lookAt(viewpoint: Viewpoint): Promise<Difference> {
  stage.setView(viewpoint)
  for (let still = 0, turns = 0; still < 3 && turns < 600; turns++) {
    await frame()
    still = stage.viewer.world.getItemAt(0).getFullyLoaded() ? still + 1 : 0
  }
  return difference()
}

declare global {
  interface Window {
    lookAt(viewpoint: Viewpoint): Promise<Difference>
    fit(): void
    /** Zoom relative to the zoom at which the whole slide fits. */
    enlarged(): number
    /** Width of the stage in CSS pixels, once the viewer has adapted to it. */
    shownWidth(): number
    opened: Promise<void>
  }
}
window.lookAt = lookAt
window.fit = () => stage.fit()
window.enlarged = () => (stage.view.value?.zoom ?? 0) / (stage.view.value?.fit ?? 1)
window.shownWidth = () => stage.viewer.viewport.getContainerSize().x
window.opened = new Promise(resolve => stage.viewer.addOnceHandler('open', () => resolve()))
stage.open({ ...size, id: 1, name: 'slide' } as Parameters<typeof stage.open>[0])
