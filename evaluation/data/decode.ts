import sharp from 'sharp'
import { patchBytes, patchEdge } from './patches.ts'

export interface DecodedPatch {
  pixels: Uint8Array
  padded: boolean
}

/**
 * Decodes one PNG to 50×50 RGB. A smaller image is padded by reflection at its right and lower
 * edges.
 */
export async function decodePatch(path: string): Promise<DecodedPatch> {
  const { data, info } = await sharp(path)
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new Error(`it has ${info.channels} channels instead of 3`)
  if (info.width > patchEdge || info.height > patchEdge)
    throw new Error(`it is ${info.width}×${info.height} pixels, larger than ${patchEdge}×${patchEdge}`)
  const padded = info.width < patchEdge || info.height < patchEdge
  return { pixels: padded ? reflect(data, info.width, info.height) : data, padded }
}

function reflect(data: Uint8Array, width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(patchBytes)
  for (let y = 0; y < patchEdge; y++)
    for (let x = 0; x < patchEdge; x++) {
      const from = (mirrored(y, height) * width + mirrored(x, width)) * 3
      pixels.set(data.subarray(from, from + 3), (y * patchEdge + x) * 3)
    }
  return pixels
}

/** Maps an index to [0, length) by mirroring at the last pixel as often as needed. */
export function mirrored(place: number, length: number): number {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const phase = place % period
  return phase < length ? phase : period - phase
}
