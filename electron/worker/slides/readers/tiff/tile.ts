import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import sharp from 'sharp'
import { decodeJpeg2000 } from '../codecs/codecs.ts'
import type { Page } from './page.ts'
import { DamagedTiff, type TiffFile, tags } from './structure.ts'

const zstd = 50_000
const webp = 50_001
const jpeg = 7
const jpeg2000 = new Set([33_005, 34_712])

/** Whether this Node can decompress ZSTD (22.15 and newer). */
export const hasZstd = 'zstdDecompress' in zlib

/**
 * Decodes one tile or strip to 8 bits per sample.
 * @param rows rows that the tile has; the last strip may have fewer than the others
 * @param samples 1 for a tile of a single plane
 * @returns tileWidth × rows × samples bytes
 */
export async function decodeTile(
  file: TiffFile,
  page: Page,
  data: Buffer,
  rows: number,
  samples: number
): Promise<Uint8Array> {
  const size = page.tileWidth * rows * samples
  if (jpeg2000.has(page.compression)) {
    const bits = page.bits === 16 ? 16 : 8
    return (await decodeJpeg2000(data, { width: page.tileWidth, height: rows, samples, bits })).pixels
  }
  if (page.compression === webp)
    return exact(await sharp(data, options(page, rows)).removeAlpha().raw().toBuffer(), size)
  if (page.compression === zstd) {
    const bytes = await unzstd(data, size * (page.bits / 8))
    return toBytes(file, page, bytes, samples)
  }
  const tables = page.compression === jpeg ? await page.directory.raw(tags.jpegTables, 65_536) : null
  const wrapped = wrap(file, page, data, rows, samples, tables)
  const { data: pixels, info } = await sharp(wrapped, options(page, rows))
    .toColourspace(samples === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== samples) throw new DamagedTiff(`a tile has ${info.channels} samples`)
  return exact(pixels, size)
}

const options = ({ tileWidth }: Page, rows: number) =>
  ({ ignoreIcc: true, limitInputPixels: tileWidth * rows, failOn: 'error' }) as const

function exact(pixels: Uint8Array, size: number): Uint8Array {
  if (pixels.length !== size) throw new DamagedTiff('a tile has another size than stated')
  return pixels
}

async function unzstd(data: Buffer, size: number): Promise<Buffer> {
  const decompress = promisify(
    (
      zlib as unknown as {
        zstdDecompress(
          data: Buffer,
          options: { maxOutputLength: number },
          done: (error: Error | null, result: Buffer) => void
        ): void
      }
    ).zstdDecompress
  )
  const bytes = await decompress(data, { maxOutputLength: size })
  if (bytes.length < size) throw new DamagedTiff('a tile has another size than stated')
  return bytes
}

/** Undoes horizontal differencing (TIFF 6.0, page 64) and keeps the upper 8 of 16 bits. */
function toBytes(file: TiffFile, page: Page, bytes: Buffer, samples: number): Uint8Array {
  const wide = page.bits === 16
  const values = wide ? new Uint16Array(bytes.length / 2) : new Uint8Array(bytes)
  if (wide)
    for (let i = 0; i < values.length; i++)
      values[i] = file.little ? bytes.readUInt16LE(i * 2) : bytes.readUInt16BE(i * 2)
  const row = page.tileWidth * samples
  if (page.predictor === 2)
    for (let from = 0; from < values.length; from += row)
      for (let i = from + samples; i < from + row; i++) values[i] = values[i]! + values[i - samples]!
  return wide ? Uint8Array.from(values, value => value >> 8) : (values as Uint8Array)
}

/**
 * Wraps a compressed tile into a TIFF of its own with one strip, which libvips decodes natively:
 * JPEG, LZW, deflate, PackBits and uncompressed, with 8 or 16 bits.
 */
function wrap(
  { little }: TiffFile,
  page: Page,
  data: Buffer,
  rows: number,
  samples: number,
  tables: Buffer | null
): Buffer {
  const single = samples === 1 && page.samples > 1
  const bits = Buffer.alloc(samples * 2)
  const u16 = (part: Buffer, value: number, at: number) =>
    little ? part.writeUInt16LE(value, at) : part.writeUInt16BE(value, at)
  const u32 = (part: Buffer, value: number, at: number) =>
    little ? part.writeUInt32LE(value, at) : part.writeUInt32BE(value, at)
  for (let i = 0; i < samples; i++) u16(bits, page.bits, i * 2)
  const entries: [tag: number, type: number, count: number, value: number | Buffer][] = [
    [tags.width, 4, 1, page.tileWidth],
    [tags.height, 4, 1, rows],
    [tags.bitsPerSample, 3, samples, samples === 1 ? page.bits : bits],
    [tags.compression, 3, 1, page.compression],
    [tags.photometric, 3, 1, single ? 1 : page.photometric],
    [tags.stripOffsets, 4, 1, data],
    [tags.samplesPerPixel, 3, 1, samples],
    [tags.rowsPerStrip, 4, 1, rows],
    [tags.stripByteCounts, 4, 1, data.length],
    [tags.predictor, 3, 1, page.predictor],
    ...(samples > 3 ? [[tags.extraSamples, 3, 1, 2] as [number, number, number, number]] : []),
    ...(tables ? [[tags.jpegTables, 7, tables.length, tables] as [number, number, number, Buffer]] : [])
  ]
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4)
  head.write(little ? 'II' : 'MM', 'latin1')
  u16(head, 42, 2)
  u32(head, 8, 4)
  u16(head, entries.length, 8)
  const parts: Buffer[] = [head]
  let end = head.length
  entries.forEach(([tag, type, count, value], i) => {
    const at = 10 + i * 12
    u16(head, tag, at)
    u16(head, type, at + 2)
    u32(head, count, at + 4)
    if (typeof value === 'number') {
      if (type === 3) u16(head, value, at + 8)
      else u32(head, value, at + 8)
      return
    }
    u32(head, end, at + 8)
    parts.push(value)
    end += value.length
  })
  return Buffer.concat(parts)
}
