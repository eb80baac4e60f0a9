/// <reference path="./codecs.d.ts" />
import loadCharls from '@cornerstonejs/codec-charls/decodewasmjs'
import loadOpenjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs'
import { DamagedDicom } from './dataset.ts'

export interface Decoded {
  /** Samples, interleaved or in planes; 8 bits each. */
  pixels: Uint8Array
  planar: boolean
}

interface Size {
  width: number
  height: number
  samples: number
}

/** OpenJPEG writes a line for each picture; the terminal's output may be read by programs. */
const silent = { print() {}, printErr() {} }

let openjpeg: ReturnType<typeof loadOpenjpeg> | undefined
let charls: ReturnType<typeof loadCharls> | undefined

/** @throws DamagedDicom */
export async function decodeJpeg2000(frame: Buffer, size: Size): Promise<Decoded> {
  requireSize(sizeOfJpeg2000(frame), size)
  openjpeg ??= loadOpenjpeg(silent)
  const { J2KDecoder } = await openjpeg
  return decodeWith(new J2KDecoder(), frame, size)
}

/** @throws DamagedDicom */
export async function decodeJpegLs(frame: Buffer, size: Size): Promise<Decoded> {
  requireSize(sizeOfJpegLs(frame), size)
  charls ??= loadCharls(silent)
  const { JpegLSDecoder } = await charls
  return decodeWith(new JpegLSDecoder(), frame, size)
}

/** Whether a JPEG 2000 codestream transforms its colours (ISO 15444-1, A.6.1). */
export function transformsColours(frame: Buffer): boolean {
  for (let at = 2; at + 9 < frame.length; at += 2 + frame.readUInt16BE(at + 2))
    if (frame.readUInt16BE(at) === 0xff52) return frame[at + 8] === 1
  return false
}

function decodeWith(decoder: FrameDecoder, frame: Buffer, { width, height, samples }: Size): Decoded {
  try {
    decoder.getEncodedBuffer(frame.length).set(frame)
    decoder.decode()
    const info = decoder.getFrameInfo()
    const pixels = Uint8Array.from(decoder.getDecodedBuffer())
    const fits = info.componentCount === samples && info.bitsPerSample === 8
    if (!fits || pixels.length !== width * height * samples)
      throw new DamagedDicom('a tile has another size than stated')
    return { pixels, planar: decoder.getInterleaveMode?.() === 0 }
  } catch (error) {
    // The codecs throw numbers.
    throw error instanceof Error ? error : new DamagedDicom('a tile is damaged', { cause: error })
  } finally {
    decoder.delete()
  }
}

/** Checked before decoding: a damaged size would fill the memory. */
function requireSize(stated: { width: number; height: number } | undefined, { width, height }: Size): void {
  if (stated?.width !== width || stated.height !== height)
    throw new DamagedDicom('a tile has another size than stated')
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
