import { layOut, paint } from './anatomy/section.ts'
import { type Frame, sample } from './maps.ts'

/** A small section, drawn at twice the resolution of the patches. */
const frame: Frame = { width: 2048, height: 1600, mpp: 2 }
const seed = 20
const shrink = 2
/** Edge of a patch in pixels; the scale is 4 µm per pixel. */
const edge = 50
/** Patches this far inside the tumour, or outside, have one kind of tissue; in µm. */
const clear = 60
const each = 16

export interface DrawnPatches {
  count: number
  /** count × 50 × 50 × 3 levels at 4 µm per pixel: RGB, row by row. */
  pixels: Uint8Array
  /** Whether each patch is tumour. */
  tumour: boolean[]
}

/**
 * Draws patches of tissue in the colours of H&E, half of them tumour, to try a network on something
 * that looks real.
 */
export function drawPatches(): DrawnPatches {
  const section = layOut(frame, seed)
  const image = shrunk(section)
  const found: Record<'tumour' | 'other', Uint8Array[]> = { tumour: [], other: [] }
  for (let top = 0; top + edge <= image.height; top += edge)
    for (let left = 0; left + edge <= image.width; left += edge) {
      const depth = (field: Float32Array) =>
        sample(section.maps, field, (left + edge / 2) * shrink, (top + edge / 2) * shrink)
      const inTumour = depth(section.maps.tumour)
      if (depth(section.maps.section) < clear || Math.abs(inTumour) < clear) continue
      const patch = cut(image, left, top)
      if (isStained(patch)) found[inTumour > 0 ? 'tumour' : 'other'].push(patch)
    }
  const tumour = spread(found.tumour)
  const patches = [...tumour, ...spread(found.other)]
  return {
    count: patches.length,
    pixels: Uint8Array.from(Buffer.concat(patches)),
    tumour: patches.map((_, i) => i < tumour.length)
  }
}

interface Image {
  width: number
  height: number
  rgb: Uint8Array
}

/** Paints the section and averages squares of pixels. */
function shrunk(section: ReturnType<typeof layOut>): Image {
  const [width, height] = [frame.width / shrink, frame.height / shrink]
  const rgb = new Uint8Array(width * height * 3)
  for (const rows of paint(section, 256))
    for (let row = 0; row < rows.count; row += shrink)
      for (let col = 0; col < width; col++)
        for (let channel = 0; channel < 3; channel++) {
          let sum = 0
          for (let y = row; y < row + shrink; y++)
            for (let x = col * shrink; x < (col + 1) * shrink; x++)
              sum += (rows.pixels[y * rows.width + x]! >>> (8 * channel)) & 0xff
          rgb[(((rows.top + row) / shrink) * width + col) * 3 + channel] = Math.round(sum / shrink ** 2)
        }
  return { width, height, rgb }
}

function cut({ width, rgb }: Image, left: number, top: number): Uint8Array {
  const patch = new Uint8Array(edge * edge * 3)
  for (let row = 0; row < edge; row++) {
    const start = ((top + row) * width + left) * 3
    patch.set(rgb.subarray(start, start + edge * 3), row * edge * 3)
  }
  return patch
}

/** More than half of the pixels are darker than glass. */
function isStained(patch: Uint8Array): boolean {
  let stained = 0
  for (let i = 0; i < patch.length; i += 3)
    if (Math.min(patch[i]!, patch[i + 1]!, patch[i + 2]!) < 215) stained++
  return stained > (edge * edge) / 2
}

/** Takes patches from all over the section. */
const spread = (patches: Uint8Array[]): Uint8Array[] =>
  Array.from(
    { length: Math.min(each, patches.length) },
    (_, i) => patches[Math.floor((i * patches.length) / Math.min(each, patches.length))]!
  )
