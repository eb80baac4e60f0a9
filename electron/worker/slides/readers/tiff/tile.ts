import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import sharp from 'sharp'
import { decodeJpeg2000 } from '../codecs/codecs.ts'
import type { Page } from './page.ts'
import { type Entry, stripTiff } from './strip.ts'
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
 * Wraps a tile into a TIFF of its own: JPEG, LZW, deflate, PackBits and uncompressed, with
 * 8 or 16 bits.
 */
function wrap(
  { little }: TiffFile,
  page: Page,
  data: Buffer,
  rows: number,
  samples: number,
  tables: Buffer | null
): Buffer {
  const { tileWidth, bits, compression, photometric, predictor } = page
  const single = samples === 1 && page.samples > 1
  return stripTiff({
    little,
    width: tileWidth,
    height: rows,
    samples,
    bits,
    compression,
    photometric: single ? 1 : photometric,
    data,
    more: [
      [tags.predictor, 3, 1, predictor],
      ...(samples > 3 ? [[tags.extraSamples, 3, 1, 2] satisfies Entry] : []),
      ...(tables ? [[tags.jpegTables, 7, tables.length, tables] satisfies Entry] : [])
    ]
  })
}
