import type { Box, View, Viewpoint } from '../stage.ts'

/** Patch sizes on screen, in CSS pixels. A patch outside the range is shown at size `good`. */
const sizes = { least: 36, good: 96, most: 320 } as const
/** Maximum share of the view that a large item may fill. */
const share = 0.7

/**
 * Returns the view of an item. Keeps the current zoom where it shows the item well, so that
 * stepping through a list does not zoom in and out all the time.
 * @param patch edge of a patch in level-0 pixels
 * @param window size in CSS pixels
 */
export function viewOfItem(
  box: Box,
  patch: number,
  view: View,
  window: { width: number; height: number }
): Viewpoint {
  const shown = patch * view.zoom
  const kept = shown >= sizes.least && shown <= sizes.most
  const most = Math.min((window.width * share) / box.width, (window.height * share) / box.height)
  return {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    zoom: Math.min(kept ? view.zoom : sizes.good / patch, most),
    rotation: view.rotation,
    flip: view.flip
  }
}

/** Returns the part of the slide that a `Viewpoint` shows, ignoring its rotation. */
export function boxInView(
  { x, y, zoom }: Viewpoint,
  { width, height }: { width: number; height: number }
): Box {
  const [right, down] = [width / zoom / 2, height / zoom / 2]
  return { x: x - right, y: y - down, width: 2 * right, height: 2 * down }
}
