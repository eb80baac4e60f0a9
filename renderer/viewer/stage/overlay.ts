import type { Viewer } from 'openseadragon'
import OpenSeadragon from 'openseadragon'
import type { Frame, Position } from './frame.ts'
import { clipOutLens, drawRim } from './lens.ts'

export type { Frame }

export interface Layer {
  /** Leaves the transform, clip and styles of the context as it found them. */
  draw(context: CanvasRenderingContext2D, frame: Frame): void
}

/** From bottom to top. Layers at the same place are drawn in the order in which they were added. */
export const layerPlaces = ['tissue', 'heatmap', 'truth', 'labels', 'regions', 'tools'] as const
export type LayerPlace = (typeof layerPlaces)[number]
/** Layers that cover the tissue. */
const covering = new Set<LayerPlace>(['tissue', 'heatmap', 'truth', 'labels'])

/** Which covering layers are hidden at the moment. */
export interface HiddenParts {
  /** All covering layers are hidden. */
  everywhere: boolean
  /** Centre of the lens in level-0 pixels; undefined without a lens. */
  around: Position | undefined
}

/** A canvas over the slide, drawn in the same frame as the slide. */
export interface Overlay {
  canvas: HTMLCanvasElement
  /** Adds a layer; the returned function removes it. */
  add(layer: Layer, place: LayerPlace): () => void
  /** Redraws before the next paint, for changes that do not move the slide. */
  refresh(): void
  destroy(): void
}

export function createOverlay(viewer: Viewer, hidden: () => HiddenParts): Overlay {
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
    const { everywhere, around } = hidden()
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

/** Derives the slide's transform from three of its points; undefined while no slide is open. */
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

/** Returns how the slide maps to a canvas over the whole viewer, whose size it adapts. */
export function frameOf(viewer: Viewer, canvas: HTMLCanvasElement): Frame | undefined {
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
