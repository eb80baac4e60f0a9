import type { Box, Look, View } from './stage.ts'

/** A patch is looked at between these sizes on the screen, in CSS pixels; outside them it gets the middle one. */
const sizes = { least: 36, good: 96, most: 320 } as const
/** The share of the view that a large item may fill. */
const share = 0.7

/**
 * How to look at an item: from the present zoom where that shows it well, so that stepping through a list does not pump.
 * @param patch edge of a patch in level-0 pixels
 * @param window CSS pixels
 */
export function lookAt(box: Box, patch: number, view: View, window: { width: number; height: number }): Look {
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

/** The part of the slide that a look shows, however it is turned. */
export function boxOf({ x, y, zoom }: Look, { width, height }: { width: number; height: number }): Box {
  const [right, down] = [width / zoom / 2, height / zoom / 2]
  return { x: x - right, y: y - down, width: 2 * right, height: 2 * down }
}
