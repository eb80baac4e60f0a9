import type { Viewer } from 'openseadragon'

/** A slide that is seen as a whole still is when its part of the window changes its size, also where that comes right after it was asked for. */
export function stayWhole(viewer: Viewer): void {
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
  // OpenSeadragon takes zoom and centre over to the new size between that event and this one.
  viewer.addHandler('update-viewport', () => {
    if (resized && whole) viewport.goHome(true)
    else whole = isWhole()
    resized = false
  })
}
