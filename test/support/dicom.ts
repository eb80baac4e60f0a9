import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import sharp from 'sharp'

/** Fields of a DICOM file that tests vary. Pixels are RGB, width × height × 3. */
export interface DicomFields {
  pixels: Uint8Array
  width: number
  height: number
  tile?: number
  series?: string
  instance: string
  /** Third value of the image type; null omits the image type. */
  shows?: 'VOLUME' | 'LABEL' | 'OVERVIEW' | null
  /** Pixel spacing in mm. */
  spacing?: number
  syntax?: string
  photometric?: string
  /** Which tiles are written; all unless stated. Tiles then carry their places. */
  tiles?: number[]
  /** Writes tiles, with `tiles`, as a part of an image in several files. */
  concatenation?: { id: string; parts: number; firstFrame: number }
  /** Encodes a tile of RGB pixels. */
  encode?: (tile: Uint8Array, edge: number) => Promise<Uint8Array>
  /** Whether a table of frame positions stands before the frames. */
  table?: 'basic' | 'extended' | 'none'
}

export const jpegTile = (chroma: '4:4:4' | '4:2:0') => (tile: Uint8Array, edge: number) =>
  sharp(tile, { raw: { width: edge, height: edge, channels: 3 } })
    .jpeg({ quality: 95, chromaSubsampling: chroma })
    .toBuffer()

interface FrameEncoder {
  getDecodedBuffer(frame: object): Uint8Array
  getEncodedBuffer(): Uint8Array
  encode(): void
  setNearLossless?(near: number): void
  setInterleaveMode?(mode: number): void
  setQuality?(lossless: boolean, quality: number): void
}

const load = createRequire(import.meta.url) as (
  name: string
) => (options: object) => Promise<Record<string, new () => FrameEncoder>>

/** Encodes tiles as JPEG 2000, without loss. */
export async function jpeg2000Tile(tile: Uint8Array, edge: number): Promise<Uint8Array> {
  const codec = await load('@cornerstonejs/codec-openjpeg/wasmjs')({ print() {} })
  const encoder = new codec.J2KEncoder!()
  encoder.setQuality?.(true, 0)
  return encodeWith(encoder, tile, edge)
}

/** Encodes tiles as JPEG-LS. @param interleave 0: planes, 2: by pixel */
export const jpegLsTile = (interleave: 0 | 2) => async (tile: Uint8Array, edge: number) => {
  const codec = await load('@cornerstonejs/codec-charls/wasmjs')({ print() {} })
  const encoder = new codec.JpegLSEncoder!()
  encoder.setNearLossless?.(0)
  encoder.setInterleaveMode?.(interleave)
  const planes = Uint8Array.from(
    tile,
    (_, i) => tile[(i % (edge * edge)) * 3 + Math.floor(i / (edge * edge))]!
  )
  return encodeWith(encoder, interleave === 0 ? planes : tile, edge)
}

function encodeWith(encoder: FrameEncoder, pixels: Uint8Array, edge: number): Uint8Array {
  const frame = {
    width: edge,
    height: edge,
    bitsPerSample: 8,
    componentCount: 3,
    isSigned: false,
    isUsingColorTransform: true
  }
  encoder.getDecodedBuffer(frame).set(pixels)
  encoder.encode()
  return Uint8Array.from(encoder.getEncodedBuffer())
}

/** Encodes tiles in the run lengths of DICOM, as literal runs. */
export async function rleTile(tile: Uint8Array, edge: number): Promise<Uint8Array> {
  const pixels = edge * edge
  const segments = [0, 1, 2].map(sample => {
    const parts: number[] = []
    for (let i = 0; i < pixels; i += 64) {
      const run = Math.min(64, pixels - i)
      parts.push(run - 1)
      for (let k = i; k < i + run; k++) parts.push(tile[k * 3 + sample]!)
    }
    return Buffer.from(parts)
  })
  const head = Buffer.alloc(64)
  head.writeUInt32LE(3)
  let at = 64
  segments.forEach((segment, i) => {
    head.writeUInt32LE(at, 4 + i * 4)
    at += segment.length
  })
  return Buffer.concat([head, ...segments])
}

/** Adds the JFIF marker, which states YCbCr. */
export const withJfif = (jpeg: Uint8Array): Uint8Array =>
  Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from('ffe000104a46494600010100000100010000', 'hex'),
    jpeg.subarray(2)
  ])

/** Writes a whole-slide DICOM file with explicit little-endian elements. */
export async function writeDicom(path: string, fields: DicomFields): Promise<string> {
  const { width, height, tile = 64, tiles, concatenation, table = 'basic' } = fields
  const across = Math.ceil(width / tile)
  const all = Array.from({ length: across * Math.ceil(height / tile) }, (_, i) => i)
  const written = tiles ?? all
  const encode = fields.encode ?? jpegTile('4:2:0')
  const frames: Buffer[] = []
  for (const place of written)
    frames.push(
      even(Buffer.from(await encode(cut(fields, place % across, Math.floor(place / across), tile), tile)))
    )
  const sparse = tiles !== undefined && !concatenation
  const items = written.map(place =>
    item(
      element(
        0x0048,
        0x021a,
        'SQ',
        item(
          Buffer.concat([
            element(0x0048, 0x021e, 'SL', i32((place % across) * tile + 1)),
            element(0x0048, 0x021f, 'SL', i32(Math.floor(place / across) * tile + 1))
          ])
        )
      )
    )
  )
  const parts = [
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(2, 0x10, 'UI', uid(fields.syntax ?? '1.2.840.10008.1.2.4.50')),
    fields.shows === null
      ? []
      : element(8, 8, 'CS', text(`ORIGINAL\\PRIMARY\\${fields.shows ?? 'VOLUME'}\\NONE`)),
    element(8, 0x16, 'UI', uid('1.2.840.10008.5.1.4.1.1.77.1.6')),
    element(8, 0x18, 'UI', uid(fields.instance)),
    element(8, 0x60, 'CS', text('SM')),
    element(0x20, 0x0e, 'UI', uid(fields.series ?? '1.2.3')),
    concatenation
      ? [
          element(0x20, 0x9161, 'UI', uid(concatenation.id)),
          element(0x20, 0x9163, 'US', u16(concatenation.parts)),
          element(0x20, 0x9228, 'UL', i32(concatenation.firstFrame))
        ]
      : [],
    element(0x20, 0x9311, 'CS', text(sparse ? 'TILED_SPARSE' : 'TILED_FULL')),
    element(0x28, 2, 'US', u16(3)),
    element(0x28, 4, 'CS', text(fields.photometric ?? 'YBR_FULL_422')),
    element(0x28, 6, 'US', u16(0)),
    element(0x28, 8, 'IS', text(String(written.length))),
    element(0x28, 0x10, 'US', u16(tile)),
    element(0x28, 0x11, 'US', u16(tile)),
    element(0x28, 0x100, 'US', u16(8)),
    element(0x48, 6, 'UL', i32(width)),
    element(0x48, 7, 'UL', i32(height)),
    element(0x5200, 0x9229, 'SQ', item(element(0x28, 0x9110, 'SQ', item(spacing(fields.spacing ?? 0.001))))),
    sparse ? element(0x5200, 0x9230, 'SQ', Buffer.concat(items)) : [],
    pixelData(frames, table, /^1\.2\.840\.10008\.1\.2(\.1)?$/.test(fields.syntax ?? ''))
  ]
  writeFileSync(path, Buffer.concat(parts.flat()))
  return path
}

const spacing = (mm: number) => element(0x28, 0x30, 'DS', text(`${mm.toFixed(6)}\\${mm.toFixed(6)}`))

function pixelData(frames: readonly Buffer[], table: DicomFields['table'], plain: boolean): Buffer[] {
  if (plain) return [element(0x7fe0, 0x10, 'OB', Buffer.concat(frames))]
  const starts = frames.map((_, i) => frames.slice(0, i).reduce((sum, { length }) => sum + length + 8, 0))
  const wide = Buffer.alloc(frames.length * 8)
  starts.forEach((start, i) => {
    wide.writeBigUInt64LE(BigInt(start), i * 8)
  })
  return [
    ...(table === 'extended' ? [element(0x7fe0, 1, 'OV', wide)] : []),
    Buffer.from('e07f10004f420000ffffffff', 'hex'),
    item(table === 'basic' ? Buffer.concat(starts.map(i32)) : Buffer.alloc(0)),
    ...frames.map(item),
    Buffer.from('feffdde000000000', 'hex')
  ]
}

function cut({ pixels, width, height }: DicomFields, col: number, row: number, edge: number): Buffer {
  const tile = Buffer.alloc(edge * edge * 3, 255)
  for (let y = 0; y < edge && row * edge + y < height; y++) {
    const from = ((row * edge + y) * width + col * edge) * 3
    tile.set(pixels.subarray(from, from + Math.min(edge, width - col * edge) * 3), y * edge * 3)
  }
  return tile
}

function element(group: number, number: number, kind: string, value: Buffer): Buffer {
  const long = ['OB', 'OV', 'SQ'].includes(kind)
  const head = Buffer.alloc(long ? 12 : 8)
  head.writeUInt16LE(group, 0)
  head.writeUInt16LE(number, 2)
  head.write(kind, 4, 'latin1')
  if (long) head.writeUInt32LE(value.length, 8)
  else head.writeUInt16LE(value.length, 6)
  return Buffer.concat([head, value])
}

function item(content: Buffer): Buffer {
  const head = Buffer.from('feff00e000000000', 'hex')
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content])
}

const even = (bytes: Buffer) => (bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]))
const text = (value: string) => Buffer.from(value.length % 2 === 0 ? value : `${value} `, 'latin1')
const uid = (value: string) => even(Buffer.from(value, 'latin1'))

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
