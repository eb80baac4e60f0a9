/** Level-0 pixels. */
export interface Point {
  x: number
  y: number
}

export interface Box extends Point {
  width: number
  height: number
}

/** How level-0 pixels lie on the overlay's canvas in this frame. */
export interface Frame {
  /** Level-0 pixels to device pixels: zoom, rotation and flip in one. */
  matrix: DOMMatrixReadOnly
  /** Device pixels per level-0 pixel. */
  scale: number
  /** Device pixels per CSS pixel. */
  ratio: number
  /** The part of the slide on the screen, in level-0 pixels, rounded up to a box. */
  visible: { left: number; top: number; right: number; bottom: number }
  width: number
  height: number
}
