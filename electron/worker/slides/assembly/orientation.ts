import type { Block } from '../pixels/blocks.ts'
import type { Orientation } from '../readers/reader.ts'

interface Size {
  width: number
  height: number
}

/** Whether an orientation exchanges width and height. */
const turned = (orientation: Orientation) => orientation >= 5

/** Returns the size of an image as it is shown. */
export const uprightSize = ({ width, height }: Size, orientation: Orientation): Size =>
  turned(orientation) ? { width: height, height: width } : { width, height }

/** Returns the block of stored pixels that shows a block of the upright image. */
export function storedBlock(block: Block, stored: Size, orientation: Orientation): Block {
  const { left, top, width, height } = block
  if (!turned(orientation))
    return {
      left: mirrorsAcross(orientation) ? stored.width - left - width : left,
      top: mirrorsDown(orientation) ? stored.height - top - height : top,
      width,
      height
    }
  return {
    left: mirrorsAcross(orientation) ? stored.width - top - height : top,
    top: mirrorsDown(orientation) ? stored.height - left - width : left,
    width: height,
    height: width
  }
}

/** Turns a block of stored pixels upright: RGB, width × height × 3 bytes of the upright block. */
export function upright(stored: Uint8Array, block: Block, orientation: Orientation): Uint8Array {
  if (orientation === 1) return stored
  const { width, height } = block
  const storedWidth = turned(orientation) ? height : width
  const storedHeight = turned(orientation) ? width : height
  const result = new Uint8Array(stored.length)
  let to = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3) {
      const [along, down] = turned(orientation) ? [y, x] : [x, y]
      const column = mirrorsAcross(orientation) ? storedWidth - 1 - along : along
      const row = mirrorsDown(orientation) ? storedHeight - 1 - down : down
      const from = (row * storedWidth + column) * 3
      result[to] = stored[from]!
      result[to + 1] = stored[from + 1]!
      result[to + 2] = stored[from + 2]!
    }
  return result
}

/** TIFF 6.0, page 36: where the stored image's first row and column are shown. */
const mirrorsAcross = (orientation: Orientation) => [2, 3, 7, 8].includes(orientation)
const mirrorsDown = (orientation: Orientation) => [3, 4, 6, 7].includes(orientation)
