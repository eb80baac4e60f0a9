/// <reference path="./codecs.d.ts" />
import loadCharls from '@cornerstonejs/codec-charls/decodewasmjs'
import loadOpenjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs'

/** A compressed tile is damaged. The message completes "cannot be decoded (…)". */
class DamagedFrame extends Error {}

export interface Decoded {
  /** Samples, interleaved or in planes; 8 bits each. */
  pixels: Uint8Array
  planar: boolean
}

interface Size {
  width: number
  height: number
  samples: number
  /** Bits per sample in the file; of 16 the upper 8 are returned. */
  bits: 8 | 16
}

const endOfImage = Buffer.from([0xff, 0xd9])

/** OpenJPEG writes a line for each picture; the terminal's output may be read by programs. */
const silent = () => ({ print() {}, printErr() {} })

let openjpeg: ReturnType<typeof loadOpenjpeg> | undefined
let charls: ReturnType<typeof loadCharls> | undefined

/**
 * @param data a codestream, or a JP2 file that contains one
 * @throws DamagedFrame
 */
export async function decodeJpeg2000(data: Buffer, size: Size): Promise<Decoded> {
  const frame = codestreamOf(data)
  requireSize(sizeOfJpeg2000(frame), size)
  openjpeg ??= loadOpenjpeg(silent())
  const { J2KDecoder } = await openjpeg
  try {
    return decodeWith(new J2KDecoder(), frame, size)
  } catch (error) {
    if (isBroken(error)) openjpeg = undefined
    throw damaged(error)
  }
}

/** @throws DamagedFrame */
export async function decodeJpegLs(frame: Buffer, size: Size): Promise<Decoded> {
  requireSize(sizeOfJpegLs(frame), size)
  // CharLS reads on for ever without it. Scans cannot contain these bytes (ISO 14495-1, C.1).
  if (!frame.includes(endOfImage)) throw new DamagedFrame('a tile ends early')
  charls ??= loadCharls(silent())
  const { JpegLSDecoder } = await charls
  try {
    return decodeWith(new JpegLSDecoder(), frame, size)
  } catch (error) {
    if (isBroken(error)) charls = undefined
    throw damaged(error)
  }
}

/** Whether a JPEG 2000 codestream transforms its colours (ISO 15444-1, A.6.1). */
export function transformsColours(frame: Buffer): boolean {
  for (let at = 2; at + 9 < frame.length; at += 2 + frame.readUInt16BE(at + 2))
    if (frame.readUInt16BE(at) === 0xff52) return frame[at + 8] === 1
  return false
}

function decodeWith(decoder: FrameDecoder, frame: Buffer, { width, height, samples, bits }: Size): Decoded {
  let broken = false
  try {
    decoder.getEncodedBuffer(frame.length).set(frame)
    decoder.decode()
    const info = decoder.getFrameInfo()
    const bytes = decoder.getDecodedBuffer()
    const pixels = bits === 8 ? Uint8Array.from(bytes) : upperBytes(bytes)
    const fits = info.componentCount === samples && info.bitsPerSample === bits
    if (!fits || pixels.length !== width * height * samples)
      throw new DamagedFrame('a tile has another size than stated')
    return { pixels, planar: decoder.getInterleaveMode?.() === 0 }
  } catch (error) {
    broken = isBroken(error)
    throw error
  } finally {
    if (!broken) decoder.delete()
  }
}

/**
 * Whether a codec has trapped, for example on an access beyond its memory. It is left in an
 * undefined state and would fail for sound tiles too, so that it must be loaded again.
 */
const isBroken = (error: unknown): boolean => error instanceof Error && error.name === 'RuntimeError'

/** The codecs throw numbers, and WebAssembly errors of its own. */
const damaged = (error: unknown): Error =>
  error instanceof Error && !isBroken(error) ? error : new DamagedFrame('a tile is damaged', { cause: error })

/** The codecs return 16 bits in little-endian order. */
const upperBytes = (bytes: Uint8Array) =>
  Uint8Array.from({ length: bytes.length / 2 }, (_, i) => bytes[2 * i + 1]!)

/** Checked before decoding: a damaged size would fill the memory. */
function requireSize(stated: { width: number; height: number } | undefined, { width, height }: Size): void {
  if (stated?.width !== width || stated.height !== height)
    throw new DamagedFrame('a tile has another size than stated')
}

/** Returns the codestream in the boxes of a JP2 file (ISO 15444-1, I.4). */
function codestreamOf(data: Buffer): Buffer {
  if (data.length < 12 || data.toString('latin1', 4, 8) !== 'jP  ') return data
  for (let at = 0; at + 8 <= data.length; ) {
    const length = data.readUInt32BE(at)
    if (data.toString('latin1', at + 4, at + 8) === 'jp2c') return data.subarray(at + 8)
    if (length < 8) break
    at += length
  }
  throw new DamagedFrame('a tile has no pixels')
}

/** From the SIZ marker, which follows the first (ISO 15444-1, A.5.1). */
function sizeOfJpeg2000(frame: Buffer) {
  if (frame.length < 24 || frame.readUInt32BE() !== 0xff4fff51) return undefined
  return {
    width: frame.readUInt32BE(8) - frame.readUInt32BE(16),
    height: frame.readUInt32BE(12) - frame.readUInt32BE(20)
  }
}

/** From the frame header SOF55 (ISO 14495-1, C.2.2). */
function sizeOfJpegLs(frame: Buffer) {
  for (let at = 2; at + 9 < frame.length; at += 2 + frame.readUInt16BE(at + 2))
    if (frame.readUInt16BE(at) === 0xfff7)
      return { width: frame.readUInt16BE(at + 7), height: frame.readUInt16BE(at + 5) }
  return undefined
}
