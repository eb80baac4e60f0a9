/** A page with one stage and one raster over the whole of its slide, for browser-corners.spec.ts: the viewer itself, without the rest. */
import { createStage } from '../../renderer/viewer/createstage.ts'
import { Pyramid } from '../../renderer/viewer/raster.ts'
import { RasterLayer } from '../../renderer/viewer/rasterlayer.ts'
import type { Look } from '../../renderer/viewer/stage.ts'
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
  bare: () => false,
  lens: () => false
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

/** Where a canvas is painted. */
function maskOf(canvas: HTMLCanvasElement): Uint8Array {
  const { width, height } = canvas
  const copy = Object.assign(document.createElement('canvas'), { width, height })
  const context = copy.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.drawImage(canvas, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  // A loop, here and below: a call for each of a million pixels would take longer than all the rest.
  const mask = new Uint8Array(width * height)
  for (let index = 0; index < mask.length; index++) mask[index] = (data[index * 4 + 3] as number) >> 7
  return mask
}

/** Distance from a pixel to the nearest one on the other side of a mask's edge. */
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
  /** The farthest that the raster's edge lies from the slide's, in level-0 pixels. */
  level0: number
  /** The same in pixels of the screen. */
  pixels: number
  /** Share of the screen that is slide. */
  slide: number
}

const rim = 4

/** How far the edge of the raster lies from that of the slide on the screen. */
function difference(): Difference {
  const canvases = [...stage.viewer.canvas.querySelectorAll('canvas')]
  const overlay = canvases.find(canvas => canvas.className === 'slide-overlay')
  const under = canvases.find(canvas => canvas !== overlay)
  if (!overlay || !under) throw new Error('no canvases')
  const { width, height } = overlay
  const [slide, raster] = [maskOf(under), maskOf(overlay)]
  let pixels = 0
  // Not at the very rim of the screen: what an edge is measured against may lie beyond it.
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

/** Looks so and waits until what is seen of the slide has come. */
async function lookAt(look: Look): Promise<Difference> {
  stage.look(look)
  for (let still = 0, turns = 0; still < 3 && turns < 600; turns++) {
    await frame()
    still = stage.viewer.world.getItemAt(0).getFullyLoaded() ? still + 1 : 0
  }
  return difference()
}

declare global {
  interface Window {
    lookAt(look: Look): Promise<Difference>
    fit(): void
    /** Zoom beside the one at which the whole slide is seen. */
    enlarged(): number
    opened: Promise<void>
  }
}
window.lookAt = lookAt
window.fit = () => stage.fit()
window.enlarged = () => (stage.view.value?.zoom ?? 0) / (stage.view.value?.fit ?? 1)
window.opened = new Promise(resolve => stage.viewer.addOnceHandler('open', () => resolve()))
stage.open({ ...size, id: 1, name: 'slide' } as Parameters<typeof stage.open>[0])
