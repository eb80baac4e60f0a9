import OpenSeadragon from 'openseadragon'
import { type Ref, ref, type ShallowRef, shallowRef } from 'vue'
import type { Slide } from '../../contract/slide.ts'
import { createOverlay, type Layer, type LayerPlace, slideMatrix } from './overlay.ts'
import { listenForTools } from './stagetools.ts'
import { tileSourceOf } from './tilesource.ts'
import type { PointerTool } from './tools.ts'
import { createViewer, type ViewerOptions } from './viewer.ts'

/** Level-0 pixels. */
export interface Point {
  x: number
  y: number
}

export interface Box extends Point {
  width: number
  height: number
}

/** Which part of a slide is looked at, and how it is turned. */
export interface Look extends Point {
  /** CSS pixels per level-0 pixel. */
  zoom: number
  /** Degrees, clockwise on the slide before it is mirrored. */
  rotation: number
  /** Left and right exchanged on the screen. */
  flip: boolean
}

export interface View extends Look {
  /** The zoom at which the whole slide fits. */
  fit: number
}

/** One slide on the screen, with what lies over it and what can be asked of it. All places are level-0 pixels. */
export interface Stage {
  /** For what builds on OpenSeadragon itself, such as Annotorious. */
  readonly viewer: OpenSeadragon.Viewer
  readonly slide: Readonly<ShallowRef<Slide | undefined>>
  readonly view: Readonly<ShallowRef<View | undefined>>
  /** What lies under the pointer; undefined while it is elsewhere. */
  readonly pointer: Readonly<ShallowRef<Point | undefined>>
  /** Whether a part of the slide has been drawn. */
  readonly drawn: Readonly<Ref<boolean>>
  /** Addresses of tiles that could not be read, with the reason. */
  readonly failedTiles: Readonly<ShallowRef<ReadonlyMap<string, string>>>

  open(slide: Slide): void
  reload(): void
  close(): void
  /** Lays a layer over the slide until the function that it returns is called. */
  add(layer: Layer, place: LayerPlace): () => void
  /** Draws the layers again before the next paint, for changes that do not move the slide. */
  refresh(): void

  /** Level-0 pixels under a place of the window, under every zoom, rotation and flip; undefined while no slide is open. */
  toSlide(client: { clientX: number; clientY: number }): Point | undefined
  /** Where a place of the slide lies in the window. */
  toWindow(place: Point): { clientX: number; clientY: number } | undefined

  zoomBy(factor: number): void
  /** CSS pixels per level-0 pixel. */
  zoomTo(zoom: number): void
  fit(): void
  /** By a share of the visible width and height. */
  pan(right: number, down: number): void
  /** Clockwise on the screen, mirrored or not. */
  rotateBy(degrees: number): void
  rotateTo(degrees: number): void
  flipHorizontally(): void
  flipVertically(): void
  /** Brings a box into view, with room around it. */
  show(box: Box): void
  /** Centres a place at the present zoom, or at another one. */
  goTo(place: Point, zoom?: number): void
  /** Looks exactly so, at once. */
  look(look: Look): void
}

export interface StageOptions extends ViewerOptions {
  /** The tool in hand; without one the pointer moves the slide. */
  tool(): PointerTool | undefined
}

/** @param element filled by the stage, and emptied when it closes */
export function createStage(element: HTMLElement, options: StageOptions): Stage {
  const viewer = createViewer(element, options)
  const overlay = createOverlay(viewer)
  const slide = shallowRef<Slide>()
  const view = shallowRef<View>()
  const pointer = shallowRef<Point>()
  const drawn = ref(false)
  const failedTiles = shallowRef<ReadonlyMap<string, string>>(new Map())
  const { viewport } = viewer
  const settle = () => viewport.applyConstraints()
  const ofImage = () => viewer.world.getItemAt(0)

  viewer.canvas.setAttribute('role', 'application')
  viewer.navigator?.element.setAttribute('aria-hidden', 'true')
  viewer.addHandler('update-viewport', () => {
    view.value = viewOf(viewer)
  })
  viewer.addHandler('tile-loaded', () => {
    drawn.value = true
  })
  viewer.addHandler('tile-load-failed', event => {
    failedTiles.value = new Map(failedTiles.value).set(event.tile.getUrl(), event.message)
  })
  // A slide opens as it lies in its file.
  viewer.addHandler('open', () => {
    viewport.setRotation(0, true)
    viewport.setFlip(false)
    view.value = viewOf(viewer)
  })

  const stage: Stage = {
    viewer,
    slide,
    view,
    pointer,
    drawn,
    failedTiles,
    open(next) {
      slide.value = next
      failedTiles.value = new Map()
      drawn.value = false
      pointer.value = undefined
      viewer.open({ tileSource: tileSourceOf(next) })
    },
    reload() {
      if (slide.value) stage.open(slide.value)
    },
    close() {
      stopListening()
      overlay.destroy()
      viewer.destroy()
      view.value = undefined
      pointer.value = undefined
    },
    add: overlay.add,
    refresh: overlay.refresh,
    toSlide(client) {
      const box = viewer.canvas.getBoundingClientRect()
      const place = slideMatrix(viewer)
        ?.inverse()
        .transformPoint({ x: client.clientX - box.left, y: client.clientY - box.top })
      return place && { x: place.x, y: place.y }
    },
    toWindow(place) {
      const box = viewer.canvas.getBoundingClientRect()
      const point = slideMatrix(viewer)?.transformPoint(place)
      return point && { clientX: point.x + box.left, clientY: point.y + box.top }
    },
    zoomBy(factor) {
      viewport.zoomBy(factor)
      settle()
    },
    zoomTo(zoom) {
      const image = ofImage()
      if (!image) return
      viewport.zoomTo(image.imageToViewportZoom(zoom))
      settle()
    },
    fit() {
      viewport.goHome()
    },
    pan(right, down) {
      const bounds = viewport.getBoundsNoRotate()
      const step = new OpenSeadragon.Point(
        right * bounds.width * (viewport.getFlip() ? -1 : 1),
        down * bounds.height
      )
      viewport.panBy(step.rotate(-viewport.getRotation()))
      settle()
    },
    rotateBy(degrees) {
      viewport.setRotation(viewport.getRotation() + (viewport.getFlip() ? -degrees : degrees))
    },
    rotateTo(degrees) {
      viewport.setRotation(degrees)
    },
    flipHorizontally() {
      viewport.toggleFlip()
    },
    flipVertically() {
      viewport.toggleFlip()
      viewport.setRotation(viewport.getRotation() + 180, true)
    },
    show(box) {
      const image = ofImage()
      if (!image) return
      const margin = Math.max(box.width, box.height) * 0.6
      viewport.fitBoundsWithConstraints(
        image.imageToViewportRectangle(
          box.x - margin,
          box.y - margin,
          box.width + 2 * margin,
          box.height + 2 * margin
        )
      )
    },
    goTo({ x, y }, zoom) {
      const image = ofImage()
      if (!image) return
      viewport.panTo(image.imageToViewportCoordinates(x, y))
      if (zoom !== undefined) viewport.zoomTo(image.imageToViewportZoom(zoom))
      settle()
    },
    look({ x, y, zoom, rotation, flip }) {
      const image = ofImage()
      if (!image) return
      viewport.setFlip(flip)
      viewport.setRotation(rotation, true)
      viewport.zoomTo(image.imageToViewportZoom(zoom), undefined, true)
      viewport.panTo(image.imageToViewportCoordinates(x, y), true)
    }
  }
  const stopListening = listenForTools(stage, options.tool, place => {
    pointer.value = place
  })
  return stage
}

function viewOf(viewer: OpenSeadragon.Viewer): View | undefined {
  const image = viewer.world.getItemAt(0)
  if (!image || !viewer.viewport) return undefined
  const { viewport } = viewer
  const { x, y } = image.viewportToImageCoordinates(viewport.getCenter(true))
  return {
    x,
    y,
    zoom: image.viewportToImageZoom(viewport.getZoom(true)),
    fit: image.viewportToImageZoom(viewport.getHomeZoom()),
    rotation: viewport.getRotation(true),
    flip: viewport.getFlip()
  }
}
