/** In level-0 pixels. */
export interface Position {
  x: number
  y: number
}

export interface Box extends Position {
  width: number
  height: number
}

/** How level-0 pixels map to the overlay's canvas in this frame. */
export interface Frame {
  /** Maps level-0 pixels to device pixels: zoom, rotation and flip in one matrix. */
  matrix: DOMMatrixReadOnly
  /** Device pixels per level-0 pixel. */
  scale: number
  /** Device pixels per CSS pixel. */
  ratio: number
  /** Bounding box of the visible part of the slide, in level-0 pixels. */
  visible: { left: number; top: number; right: number; bottom: number }
  width: number
  height: number
}
