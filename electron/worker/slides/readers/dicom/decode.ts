import sharp from 'sharp'
import { decodeJpeg2000, decodeJpegLs, transformsColours } from '../codecs/codecs.ts'
import { jpegColour } from '../tiff/jpeg-colour.ts'
import { DamagedDicom } from './dataset.ts'
import type { DicomHeader } from './header.ts'

const jpegBaseline = '1.2.840.10008.1.2.4.50'
const jpegLs = new Set(['1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.81'])
const jpeg2000 = new Set(['1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.91'])
const rle = '1.2.840.10008.1.2.5'
const plain = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1'])

/** A tile is decoded as a whole. */
const mostTilePixels = 64e6

/** Names of transfer syntaxes (PS3.6, table A-1) that are not read. */
const unread: Record<string, string> = {
  '1.2.840.10008.1.2.1.99': 'deflated DICOM',
  '1.2.840.10008.1.2.2': 'big-endian DICOM',
  '1.2.840.10008.1.2.4.51': 'JPEG Extended (12 bits)',
  '1.2.840.10008.1.2.4.57': 'JPEG Lossless',
  '1.2.840.10008.1.2.4.70': 'JPEG Lossless',
  '1.2.840.10008.1.2.4.110': 'JPEG XL',
  '1.2.840.10008.1.2.4.111': 'JPEG XL',
  '1.2.840.10008.1.2.4.112': 'JPEG XL',
  '1.2.840.10008.1.2.4.201': 'High-Throughput JPEG 2000',
  '1.2.840.10008.1.2.4.202': 'High-Throughput JPEG 2000',
  '1.2.840.10008.1.2.4.203': 'High-Throughput JPEG 2000'
}

/** Says why the pixels of a file are not read; undefined if they are. */
export function unreadable(header: DicomHeader): string | undefined {
  const { transferSyntax, photometric, samples, bits, tileWidth, tileHeight } = header
  const known = photometricsOf(transferSyntax)
  if (!known)
    return `its pixels are compressed as ${unread[transferSyntax] ?? `transfer syntax ${transferSyntax}`}`
  if (samples === 1) return undefined
  if (tileWidth * tileHeight > mostTilePixels)
    return `its tiles have more than ${mostTilePixels / 1e6} million pixels`
  if (bits !== 8) return `its pixels have ${bits} bits`
  if (samples !== 3) return `its pixels have ${samples} samples`
  return known.includes(photometric) ? undefined : `its colours are stored as ${photometric}`
}

/** Colour models that are read in a compression; undefined if the compression is not read. */
function photometricsOf(transferSyntax: string): string[] | undefined {
  if (transferSyntax === jpegBaseline) return ['RGB', 'YBR_FULL', 'YBR_FULL_422']
  if (jpeg2000.has(transferSyntax)) return ['RGB', 'YBR_FULL', 'YBR_ICT', 'YBR_RCT']
  const isKnown = plain.has(transferSyntax) || transferSyntax === rle || jpegLs.has(transferSyntax)
  return isKnown ? ['RGB', 'YBR_FULL'] : undefined
}

/** Meaning of the samples that {@link decodeFrame} returns. */
export const modelOf = ({ transferSyntax, photometric, samples }: DicomHeader) =>
  samples === 1 ? 'grey' : photometric === 'YBR_FULL' && transferSyntax !== jpegBaseline ? 'ycbcr' : 'rgb'

/**
 * Colour space of JPEG frames: as the file and the frame's own markers state it.
 * @returns a sentence's part if they contradict each other
 */
export function jpegModel(
  { transferSyntax, photometric }: DicomHeader,
  frame: Buffer
): 'rgb' | 'ycbcr' | { contradiction: string } {
  const stated = photometric === 'RGB' ? 'rgb' : 'ycbcr'
  if (jpeg2000.has(transferSyntax)) {
    // Decoders undo the transform, whether the header states it or not.
    const transforms = transformsColours(frame)
    if (photometric === 'RGB' || transforms !== (photometric === 'YBR_FULL')) return stated
    return {
      contradiction: `its header states ${photometric} and the JPEG 2000 tiles state ${transforms ? 'a' : 'no'} colour transform, so that its colours are unknown`
    }
  }
  if (transferSyntax !== jpegBaseline) return stated
  const marked = jpegColour(frame)
  if (marked === null || marked === stated) return stated
  // JFIF with reduced chroma cannot be RGB; some converters state RGB nevertheless.
  if (marked === 'ycbcr' && isJfif(frame) && jpegColour(withoutFirstSegment(frame)) === 'ycbcr')
    return 'ycbcr'
  const name = (model: 'rgb' | 'ycbcr') => (model === 'rgb' ? 'RGB' : 'YCbCr')
  return {
    contradiction: `its header states ${name(stated)} and the JPEG tiles state ${name(marked)}, so that its colours are unknown`
  }
}

const isJfif = (frame: Buffer) =>
  frame.readUInt16BE(2) === 0xffe0 && frame.toString('latin1', 6, 10) === 'JFIF'

const withoutFirstSegment = (frame: Buffer) =>
  Buffer.concat([frame.subarray(0, 2), frame.subarray(4 + frame.readUInt16BE(4))])

/**
 * Decodes a frame to 8 bits per sample, interleaved.
 * @param model colour space of JPEG frames
 * @throws DamagedDicom, or an error of libjpeg
 */
export async function decodeFrame(
  header: DicomHeader,
  frame: Buffer,
  model: 'rgb' | 'ycbcr'
): Promise<Uint8Array> {
  const { tileWidth, tileHeight, samples, planar, transferSyntax } = header
  const pixels = tileWidth * tileHeight
  if (transferSyntax === jpegBaseline) {
    const decoded = await sharp(withAdobe(frame, model), {
      ignoreIcc: true,
      limitInputPixels: pixels,
      failOn: 'error'
    })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer()
    if (decoded.length !== pixels * 3) throw new DamagedDicom('a tile has another size than stated')
    return decoded
  }
  const size = { width: tileWidth, height: tileHeight, samples, bits: 8 } as const
  const isJpegLs = jpegLs.has(transferSyntax)
  if (isJpegLs || jpeg2000.has(transferSyntax)) {
    const decoded = await (isJpegLs ? decodeJpegLs(frame, size) : decodeJpeg2000(frame, size))
    return decoded.planar ? interleaved(decoded.pixels, pixels, samples) : decoded.pixels
  }
  if (transferSyntax === rle) return interleaved(unpackRle(frame, pixels, samples), pixels, samples)
  return planar ? interleaved(frame, pixels, samples) : frame
}

/** Adds the marker that says which colour space the JPEG has, in front of all others. */
function withAdobe(frame: Buffer, model: 'rgb' | 'ycbcr'): Buffer {
  if (jpegColour(frame) !== null) return frame
  const marker = Buffer.from('ffee000e41646f626500640000000000', 'hex')
  marker[15] = model === 'rgb' ? 0 : 1
  return Buffer.concat([frame.subarray(0, 2), marker, frame.subarray(2)])
}

/** PS3.5, annex G: one PackBits segment per sample. */
function unpackRle(frame: Buffer, pixels: number, samples: number): Uint8Array {
  if (frame.length < 64 || frame.readUInt32LE() !== samples) throw new DamagedDicom('a tile is damaged')
  const result = new Uint8Array(pixels * samples)
  for (let sample = 0; sample < samples; sample++) {
    let from = frame.readUInt32LE(4 + sample * 4)
    let to = sample * pixels
    const end = to + pixels
    while (to < end) {
      if (from + 1 >= frame.length) throw new DamagedDicom('a tile is damaged')
      const code = frame.readInt8(from++)
      if (code >= 0) {
        const part = frame.subarray(from, from + Math.min(code + 1, end - to))
        result.set(part, to)
        from += code + 1
        to += code + 1
      } else if (code !== -128) {
        result.fill(frame[from++]!, to, Math.min(to + 1 - code, end))
        to += 1 - code
      }
    }
  }
  return result
}

function interleaved(planes: Uint8Array, pixels: number, samples: number): Uint8Array {
  const result = new Uint8Array(pixels * samples)
  for (let sample = 0; sample < samples; sample++)
    for (let i = 0; i < pixels; i++) result[i * samples + sample] = planes[sample * pixels + i]!
  return result
}
