import type { Viewer } from 'openseadragon'

/**
 * Keeps a fully visible slide fully visible when its part of the window is resized, even right
 * after fitting was requested.
 */
export function keepWhole(viewer: Viewer): void {
  const { viewport } = viewer
  let whole = false
  let resized = false
  const isWhole = () =>
    Math.abs(viewport.getZoom() / viewport.getHomeZoom() - 1) < 1e-3 &&
    viewport.getCenter().distanceTo(viewport.getHomeBounds().getCenter()) < 1e-3
  viewer.addHandler('home', () => {
    whole = true
  })
  viewer.addHandler('resize', () => {
    resized = true
  })
  // Between `resize` and this event, OpenSeadragon carries zoom and centre over to the new size.
  viewer.addHandler('update-viewport', () => {
    if (resized && whole) viewport.goHome(true)
    else whole = isWhole()
    resized = false
  })
}
