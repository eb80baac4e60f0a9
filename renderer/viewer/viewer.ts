import OpenSeadragon from 'openseadragon'
import type { Slide } from '../../contract/slide.ts'
import type { Box, StageCommands, View } from '../stores/stage.ts'
import { slideMatrix } from './overlay.ts'
import { tileSourceOf } from './tilesource.ts'

/**
 * OpenSeadragon puts a style element into the page unless it finds one, which the page's policy refuses. An element of
 * no known kind counts as found and styles nothing.
 */
function standInForStyle(): void {
  if (document.querySelector('style[data-openseadragon-mobile-css]')) return
  const stand = document.createElementNS('urn:ductal', 'style')
  stand.setAttribute('data-openseadragon-mobile-css', 'true')
  document.head.append(stand)
}

/** @param calm no springs, for people who asked for less motion */
export function createViewer(
  element: HTMLElement,
  { drawer, calm }: { drawer: 'canvas' | 'webgl'; calm: boolean }
): OpenSeadragon.Viewer {
  standInForStyle()
  const gestures = { clickToZoom: false, dblClickToZoom: true, flickEnabled: false }
  return OpenSeadragon({
    element,
    drawer: drawer === 'webgl' ? ['webgl', 'canvas'] : 'canvas',
    prefixUrl: '',
    showNavigationControl: false,
    showNavigator: true,
    navigatorPosition: 'BOTTOM_RIGHT',
    navigatorSizeRatio: 0.16,
    navigatorAutoFade: false,
    navigatorRotate: true,
    navigatorOpacity: 1,
    navigatorBackground: 'var(--glass)',
    navigatorBorderColor: 'var(--edge)',
    navigatorDisplayRegionColor: 'var(--accent)',
    keyboardNavEnabled: false,
    gestureSettingsMouse: gestures,
    gestureSettingsPen: gestures,
    animationTime: calm ? 0 : 0.45,
    springStiffness: 9,
    zoomPerScroll: 1.3,
    minZoomImageRatio: 0.7,
    maxZoomPixelRatio: 16,
    visibilityRatio: 0.25,
    preserveImageSizeOnResize: true,
    blendTime: 0,
    maxTilesPerFrame: 6,
    imageLoaderLimit: 8,
    maxImageCacheCount: 400,
    tileRetryMax: 1,
    tileRetryDelay: 600
  })
}

/** Opens a slide in place of the one before it. */
export function openSlide(viewer: OpenSeadragon.Viewer, slide: Slide): void {
  viewer.open({ tileSource: tileSourceOf(slide) })
}

export function viewOf(viewer: OpenSeadragon.Viewer): View | undefined {
  const image = viewer.world.getItemAt(0)
  if (!image || !viewer.viewport) return undefined
  const { viewport } = viewer
  return {
    zoom: image.viewportToImageZoom(viewport.getZoom(true)),
    fit: image.viewportToImageZoom(viewport.getHomeZoom()),
    rotation: viewport.getRotation(true),
    flip: viewport.getFlip()
  }
}

/** Level-0 pixels under a place of the window; undefined while no slide is open. */
export function slidePoint(
  viewer: OpenSeadragon.Viewer,
  client: { clientX: number; clientY: number }
): { x: number; y: number } | undefined {
  const matrix = slideMatrix(viewer)
  if (!matrix) return undefined
  const box = viewer.canvas.getBoundingClientRect()
  const { x, y } = matrix
    .inverse()
    .transformPoint({ x: client.clientX - box.left, y: client.clientY - box.top })
  return { x, y }
}

/** @param reload opens the present slide again */
export function commandsOf(viewer: OpenSeadragon.Viewer, reload: () => void): StageCommands {
  const { viewport } = viewer
  const image = () => viewer.world.getItemAt(0)
  const settle = () => {
    viewport.applyConstraints()
  }
  return {
    reload,
    zoomBy(factor) {
      viewport.zoomBy(factor)
      settle()
    },
    zoomTo(zoom) {
      const item = image()
      if (!item) return
      viewport.zoomTo(item.imageToViewportZoom(zoom))
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
    rotate(degrees) {
      // Clockwise on the screen, mirrored or not.
      viewport.setRotation(viewport.getRotation() + (viewport.getFlip() ? -degrees : degrees))
    },
    flip() {
      viewport.toggleFlip()
    },
    show(box: Box) {
      const item = image()
      if (!item) return
      const margin = Math.max(box.width, box.height) * 0.6
      viewport.fitBoundsWithConstraints(
        item.imageToViewportRectangle(
          box.x - margin,
          box.y - margin,
          box.width + 2 * margin,
          box.height + 2 * margin
        )
      )
    }
  }
}
