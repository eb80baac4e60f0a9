import type { Look } from './stage.ts'

/** How one side stood when two were linked. */
export interface Anchor extends Look {
  /** µm per level-0 pixel; where it is unknown, pixels are compared. */
  mpp: number | null
}

/**
 * How the other side has to be looked at so that both move alike on the screen: by the same µm in the same direction, by the same
 * share of zoom and by the same angle, from where both stood when they were linked.
 */
export function followed(look: Look, from: Anchor, to: Anchor): Look {
  const scale = from.mpp !== null && to.mpp !== null ? from.mpp / to.mpp : from.zoom / to.zoom
  const mirrored = from.flip !== to.flip
  const onScreen = turned(look.x - from.x, look.y - from.y, from.rotation, from.flip)
  const moved = turnedBack(onScreen.x, onScreen.y, to.rotation, to.flip)
  const turn = look.rotation - from.rotation
  return {
    x: to.x + moved.x * scale,
    y: to.y + moved.y * scale,
    zoom: to.zoom * (look.zoom / from.zoom),
    rotation: to.rotation + (mirrored ? -turn : turn),
    flip: look.flip !== mirrored
  }
}

/** From the slide's axes to the screen's: rotated, then mirrored. */
function turned(x: number, y: number, degrees: number, flip: boolean) {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  const right = x * cos - y * sin
  return { x: flip ? -right : right, y: x * sin + y * cos }
}

function turnedBack(right: number, down: number, degrees: number, flip: boolean) {
  return turned(flip ? -right : right, down, -degrees, false)
}
