import { DuctalError } from '../../../../contract/errors.ts'
import type { RawColour } from '../readers/reader.ts'

/**
 * Refuses pixels without colour, and colour models that are not converted.
 * @throws DuctalError slide/not-colour, slide/unsupported
 */
export function refuseColour(path: string, { model, stated }: RawColour): void {
  if (model === 'grey')
    throw new DuctalError(
      'slide/not-colour',
      `${path} has no colour (${stated}). The models were trained on H&E in colour. Open the colour scan of this section.`
    )
  if (model === 'other')
    throw new DuctalError(
      'slide/unsupported',
      `${path} stores its colours as ${stated}, which Ductal does not read. Export the slide as RGB or YCbCr.`
    )
}

/** Converts samples as stored to RGB with 8 bits, transparent parts on white. */
export function toRgb(samples: Uint8Array | Uint16Array, colour: RawColour): Uint8Array {
  const bytes = samples instanceof Uint8Array ? samples : highBytes(samples)
  const { model, samples: count, extra } = colour
  if (count === 3 && model === 'rgb') return bytes
  const pixels = bytes.length / count
  const result = new Uint8Array(pixels * 3)
  for (let from = 0, to = 0; to < result.length; from += count, to += 3)
    for (let i = 0; i < 3; i++) result[to + i] = bytes[from + i]!
  if (model === 'ycbcr') fromYcbcr(result)
  if (extra === 'alpha' || extra === 'premultiplied') onWhite(result, bytes, count, extra === 'premultiplied')
  return result
}

/** The most significant 8 of 16 bits. */
function highBytes(samples: Uint16Array): Uint8Array {
  const result = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i++) result[i] = samples[i]! >> 8
  return result
}

/** ITU-R BT.601 with full range, as in JFIF 1.02, page 3. */
function fromYcbcr(pixels: Uint8Array): void {
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length)
  for (let i = 0; i < pixels.length; i += 3) {
    const [y, cb, cr] = [pixels[i]!, pixels[i + 1]! - 128, pixels[i + 2]! - 128]
    clamped[i] = y + 1.402 * cr
    clamped[i + 1] = y - 0.344136 * cb - 0.714136 * cr
    clamped[i + 2] = y + 1.772 * cb
  }
}

/** Lays pixels on white, because beyond the section is background. */
function onWhite(rgb: Uint8Array, samples: Uint8Array, count: number, premultiplied: boolean): void {
  const clamped = new Uint8ClampedArray(rgb.buffer, rgb.byteOffset, rgb.length)
  for (let from = 3, to = 0; to < rgb.length; from += count, to += 3) {
    const alpha = samples[from]!
    if (alpha === 255) continue
    const share = premultiplied ? 1 : alpha / 255
    for (let i = 0; i < 3; i++) clamped[to + i] = rgb[to + i]! * share + 255 - alpha
  }
}
