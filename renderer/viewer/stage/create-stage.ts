import OpenSeadragon from 'openseadragon'
import { computed, ref, shallowRef } from 'vue'
import type { Slide } from '../../../contract/slides/slide.ts'
import { createViewer, type ViewerOptions } from './create-viewer.ts'
import { createOverlay, slideMatrix } from './overlay.ts'
import type { PointerTool } from './pointer-tool.ts'
import type { Position, Stage, View } from './stage.ts'
import { tileSourceOf } from './tiles/tile-source.ts'
import { createUnderlay } from './tiles/underlay.ts'
import { listenForTools } from './tool-events.ts'
import { keepWhole } from './views/keep-whole.ts'

export interface StageOptions extends ViewerOptions {
  /** The selected tool; without a tool the pointer pans the slide. */
  tool(): PointerTool | undefined
  /** Whether all layers that cover the tissue are hidden. */
  hideLayers(): boolean
  /** Whether these layers are hidden around the pointer. */
  lens(): boolean
  /** Whether slides are shown in the colours of their ICC profile. */
  profile(): boolean
}

/** @param element filled by the stage, and emptied when the stage closes */
export function createStage(element: HTMLElement, options: StageOptions): Stage {
  const viewer = createViewer(element, options)
  const slide = shallowRef<Slide>()
  const view = shallowRef<View>()
  const pointer = shallowRef<Position>()
  /** Where the pointer is in the window, to follow the slide when it moves below the pointer. */
  let over: Pick<PointerEvent, 'clientX' | 'clientY'> | undefined
  const drawn = ref(false)
  const failedTiles = shallowRef<ReadonlyMap<string, string>>(new Map())
  /** Number of tiles being loaded, of the present slide only. */
  const loading = shallowRef({ tiles: ref(0) })
  const underlay = createUnderlay(viewer)
  const overlay = createOverlay(viewer, () => ({
    everywhere: options.hideLayers(),
    around: options.lens() ? pointer.value : undefined
  }))
  const { viewport } = viewer
  const settle = () => viewport.applyConstraints()
  const ofImage = () => viewer.world.getItemAt(0)

  viewer.canvas.setAttribute('role', 'application')
  viewer.navigator?.element.setAttribute('aria-hidden', 'true')
  viewer.addHandler('update-viewport', () => {
    view.value = viewOf(viewer)
    if (over) pointer.value = stage.toSlide(over)
  })
  keepWhole(viewer)
  let source: OpenSeadragon.TileSource | undefined
  function sourceOf(shown: Slide): OpenSeadragon.TileSource {
    loading.value = { tiles: ref(0) }
    return tileSourceOf(shown, options.profile() && shown.profile !== null, loading.value.tiles)
  }
  // Tiles of the previous slide may still arrive or fail.
  viewer.addHandler('tile-loaded', ({ tiledImage }) => {
    if (tiledImage.source === source) drawn.value = true
  })
  viewer.addHandler('tile-load-failed', ({ tiledImage, tile, message }) => {
    if (tiledImage.source === source)
      failedTiles.value = new Map(failedTiles.value).set(tile.getUrl(), message)
  })
  // A slide opens unrotated and unmirrored, as stored in its file.
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
    previewed: underlay.shown,
    loading: computed(() => loading.value.tiles.value),
    failedTiles,
    open(next) {
      slide.value = next
      failedTiles.value = new Map()
      drawn.value = false
      pointer.value = undefined
      view.value = undefined
      source = sourceOf(next)
      underlay.show(next)
      viewer.open({ tileSource: source })
    },
    updateSlide(same) {
      slide.value = same
    },
    reload() {
      if (slide.value) stage.open(slide.value)
    },
    recolour() {
      if (!slide.value) return
      source = sourceOf(slide.value)
      failedTiles.value = new Map()
      viewer.addTiledImage({ tileSource: source, index: 0, replace: true })
    },
    close() {
      stopListening()
      overlay.destroy()
      underlay.destroy()
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
    corners() {
      const { x, y } = viewer.viewport.getContainerSize()
      const back = slideMatrix(viewer)?.inverse()
      if (!back) return []
      return [
        [0, 0],
        [x, 0],
        [x, y],
        [0, y]
      ].map(([right, down]) => back.transformPoint({ x: right ?? 0, y: down ?? 0 }))
    },
    image() {
      const canvas = document.createElement('canvas')
      const { width, height } = overlay.canvas
      Object.assign(canvas, { width, height })
      const context = canvas.getContext('2d')
      if (!context) return canvas
      context.fillStyle = '#ffffff'
      context.fillRect(0, 0, width, height)
      for (const part of viewer.canvas.querySelectorAll('canvas'))
        context.drawImage(part, 0, 0, width, height)
      return canvas
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
    setView({ x, y, zoom, rotation, flip }) {
      const image = ofImage()
      if (!image) return
      viewport.setFlip(flip)
      viewport.setRotation(rotation, true)
      viewport.zoomTo(image.imageToViewportZoom(zoom), undefined, true)
      viewport.panTo(image.imageToViewportCoordinates(x, y), true)
    }
  }
  const stopListening = listenForTools(stage, options.tool, at => {
    over = at
    pointer.value = at && stage.toSlide(at)
    if (options.lens()) overlay.refresh()
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
