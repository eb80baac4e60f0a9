/** Rows of the slide under construction: two stains, one byte each per pixel (palette.ts). */
export interface Strip {
  width: number
  top: number
  rows: number
  haematoxylin: Uint8Array
  eosin: Uint8Array
}

export function makeStrip(width: number, rows: number): Strip {
  return {
    width,
    top: 0,
    rows,
    haematoxylin: new Uint8Array(width * rows),
    eosin: new Uint8Array(width * rows)
  }
}
