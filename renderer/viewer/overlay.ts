import type { Viewer } from 'openseadragon'
import OpenSeadragon from 'openseadragon'
import type { Frame, Point } from './frame.ts'
import { clipOutLens, drawRim } from './lens.ts'

export type { Frame }

export interface Layer {
  draw(context: CanvasRenderingContext2D, frame: Frame): void
}

/** From the bottom up. Layers of one place lie in the order in which they came. */
export const layerPlaces = ['tissue', 'heatmap', 'truth', 'labels', 'regions', 'tools'] as const
export type LayerPlace = (typeof layerPlaces)[number]
/** What covers the tissue. */
const covering = new Set<LayerPlace>(['tissue', 'heatmap', 'truth', 'labels'])

/** What of the covering layers is not to be seen at this moment. */
export interface Bare {
  /** All of them are hidden. */
  everywhere: boolean
  /** The place that the lens is over, in level-0 pixels. */
  around: Point | undefined
}

/** One canvas over the slide, drawn in the same frame as the slide itself. */
export interface Overlay {
  canvas: HTMLCanvasElement
  /** Draws a layer with the others until the function that it returns is called. */
  add(layer: Layer, place: LayerPlace): () => void
  /** Draws again before the next paint, for changes that do not move the slide. */
  refresh(): void
  destroy(): void
}

export function createOverlay(viewer: Viewer, bare: () => Bare): Overlay {
  const canvas = document.createElement('canvas')
  canvas.className = 'slide-overlay'
  canvas.setAttribute('aria-hidden', 'true')
  viewer.canvas.append(canvas)
  const layers = new Map(layerPlaces.map(place => [place, new Set<Layer>()]))
  let waiting = 0

  const draw = () => {
    cancelAnimationFrame(waiting)
    waiting = 0
    const context = canvas.getContext('2d')
    if (!context) return
    const frame = frameOf(viewer, canvas)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    if (!frame) return
    const { everywhere, around } = bare()
    for (const [place, laid] of layers) {
      const covers = covering.has(place)
      if (covers && everywhere) continue
      context.save()
      if (covers && around) clipOutLens(context, frame, around)
      for (const layer of laid) {
        context.save()
        layer.draw(context, frame)
        context.restore()
      }
      context.restore()
    }
    if (around && !everywhere) drawRim(context, frame, around)
  }
  const refresh = () => {
    if (waiting === 0) waiting = requestAnimationFrame(draw)
  }
  viewer.addHandler('update-viewport', draw)
  viewer.addHandler('resize', refresh)
  return {
    canvas,
    refresh,
    add(layer, place) {
      layers.get(place)?.add(layer)
      refresh()
      return () => {
        layers.get(place)?.delete(layer)
        refresh()
      }
    },
    destroy() {
      cancelAnimationFrame(waiting)
      waiting = -1
      viewer.removeHandler('update-viewport', draw)
      viewer.removeHandler('resize', refresh)
      canvas.remove()
    }
  }
}

/** The slide's present transform, from three of its points; undefined while no slide is open. */
export function slideMatrix(viewer: Viewer): DOMMatrix | undefined {
  const image = viewer.world.getItemAt(0)
  if (!image || !viewer.viewport) return undefined
  const width = viewer.viewport.getContainerSize().x
  const flip = viewer.viewport.getFlip()
  const at = (x: number, y: number) => {
    const point = viewer.viewport.pixelFromPoint(
      image.imageToViewportCoordinates(new OpenSeadragon.Point(x, y), true),
      true
    )
    return { x: flip ? width - point.x : point.x, y: point.y }
  }
  const size = image.getContentSize()
  const [origin, right, down] = [at(0, 0), at(size.x, 0), at(0, size.y)]
  return new DOMMatrix([
    (right.x - origin.x) / size.x,
    (right.y - origin.y) / size.x,
    (down.x - origin.x) / size.y,
    (down.y - origin.y) / size.y,
    origin.x,
    origin.y
  ])
}

function frameOf(viewer: Viewer, canvas: HTMLCanvasElement): Frame | undefined {
  const css = slideMatrix(viewer)
  if (!css) return undefined
  const ratio = window.devicePixelRatio
  const size = viewer.viewport.getContainerSize()
  const width = Math.round(size.x * ratio)
  const height = Math.round(size.y * ratio)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  const matrix = new DOMMatrix([ratio, 0, 0, ratio, 0, 0]).multiply(css)
  const back = matrix.inverse()
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height]
  ].map(([x, y]) => back.transformPoint({ x: x ?? 0, y: y ?? 0 }))
  const [xs, ys] = [corners.map(point => point.x), corners.map(point => point.y)]
  return {
    matrix,
    scale: Math.hypot(matrix.a, matrix.b),
    ratio,
    visible: { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) },
    width,
    height
  }
}
