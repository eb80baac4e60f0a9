import type { Viewpoint } from '../stage.ts'

/** The view of one side at the moment when both were linked. */
export interface Anchor extends Viewpoint {
  /** µm per level-0 pixel; if unknown, movement is matched in screen pixels. */
  mpp: number | null
}

/**
 * Returns the view of the other side such that both move together on the screen: by the same
 * distance in µm in the same direction, the same zoom factor and the same angle, starting from
 * their views when they were linked.
 */
export function linkedView(viewpoint: Viewpoint, from: Anchor, to: Anchor): Viewpoint {
  const scale = from.mpp !== null && to.mpp !== null ? from.mpp / to.mpp : from.zoom / to.zoom
  const mirrored = from.flip !== to.flip
  const onScreen = turned(viewpoint.x - from.x, viewpoint.y - from.y, from.rotation, from.flip)
  const moved = turnedBack(onScreen.x, onScreen.y, to.rotation, to.flip)
  const turn = viewpoint.rotation - from.rotation
  return {
    x: to.x + moved.x * scale,
    y: to.y + moved.y * scale,
    zoom: to.zoom * (viewpoint.zoom / from.zoom),
    rotation: to.rotation + (mirrored ? -turn : turn),
    flip: viewpoint.flip !== mirrored
  }
}

/** Converts from slide axes to screen axes: rotates, then mirrors. */
function turned(x: number, y: number, degrees: number, flip: boolean) {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  const right = x * cos - y * sin
  return { x: flip ? -right : right, y: x * sin + y * cos }
}

function turnedBack(right: number, down: number, degrees: number, flip: boolean) {
  return turned(flip ? -right : right, down, -degrees, false)
}
