import { DuctalError } from '../../../../../contract/errors.ts'
import type { Orientation, RawColour } from '../reader.ts'
import { DamagedTiff, type Directory, tags } from './structure.ts'

/** One image of a TIFF: its size, how it is cut into tiles or strips, and how these are stored. */
export interface Page {
  directory: Directory
  width: number
  height: number
  /** A strip is a tile as wide as the image. */
  tileWidth: number
  tileHeight: number
  tiled: boolean
  compression: number
  photometric: number
  predictor: number
  bits: number
  samples: number
  planar: boolean
  orientation: Orientation
  extra: RawColour['extra']
  /** Whether the file marks the image as a reduced copy of another one. */
  reduced: boolean
}

const compressions: Record<number, string> = {
  1: 'none',
  2: 'CCITT',
  3: 'CCITT G3',
  4: 'CCITT G4',
  5: 'LZW',
  6: 'old-style JPEG',
  7: 'JPEG',
  8: 'deflate',
  9: 'JBIG',
  10: 'JBIG',
  22610: 'JPEG XR',
  32766: 'NeXT',
  32771: 'CCITT by words',
  32773: 'PackBits',
  32809: 'ThunderScan',
  32908: 'Pixar film',
  32909: 'PixarLog',
  32946: 'deflate',
  32947: 'Kodak DCS',
  33003: 'JPEG 2000 in YCbCr',
  33005: 'JPEG 2000',
  33007: 'JPEG 2000',
  34661: 'JBIG',
  34676: 'SGI LogLuv',
  34677: 'SGI LogLuv',
  34712: 'JPEG 2000',
  34713: 'Nikon NEF',
  34887: 'LERC',
  34892: 'lossy JPEG',
  34925: 'LZMA',
  34926: 'an early form of ZSTD',
  34927: 'an early form of WebP',
  34933: 'PNG',
  34934: 'JPEG XR',
  48124: 'Jetraw',
  50000: 'ZSTD',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL'
}
/** Compressions that tile.ts decodes. */
const readable = new Set([1, 5, 7, 8, 32773, 32946, 33005, 34712, 50000, 50001])

const compressionName = (compression: number) =>
  compressions[compression] ?? `a method without a registered name (${compression})`

/** Pixels of one tile or strip that are decoded at once. */
const mostTilePixels = 64_000_000

/**
 * Reads the layout of an image.
 * @throws DamagedTiff if it is contradictory
 */
export async function readPage(directory: Directory): Promise<Page> {
  const number = (tag: number, otherwise: number) => directory.number(tag, otherwise)
  const width = await number(tags.width, 0)
  const height = await number(tags.height, 0)
  const tiled = directory.has(tags.tileWidth)
  const samples = await number(tags.samplesPerPixel, 1)
  const bits = await directory.numbers(tags.bitsPerSample)
  const orientation = await number(tags.orientation, 1)
  const page: Page = {
    directory,
    width,
    height,
    tileWidth: tiled ? await number(tags.tileWidth, 0) : width,
    tileHeight: tiled
      ? await number(tags.tileHeight, 0)
      : Math.min(await number(tags.rowsPerStrip, height), height),
    tiled,
    compression: await number(tags.compression, 1),
    photometric: await number(tags.photometric, -1),
    predictor: await number(tags.predictor, 1),
    bits: bits.every(value => value === bits[0]) ? (bits[0] ?? 1) : 0,
    samples,
    planar: samples > 1 && (await number(tags.planarConfiguration, 1)) === 2,
    orientation: (orientation >= 1 && orientation <= 8 ? orientation : 1) as Orientation,
    extra: samples > 3 ? extraOf((await directory.numbers(tags.extraSamples))[0]) : null,
    reduced: ((await number(tags.subfileType, 0)) & 1) === 1
  }
  const edges = [page.width, page.height, page.tileWidth, page.tileHeight]
  if (edges.some(edge => !(edge >= 1 && edge < 2 ** 31))) throw new DamagedTiff('it states no valid size')
  return page
}

/** TIFF 6.0, page 31. */
function extraOf(value: number | undefined): RawColour['extra'] {
  if (value === 1) return 'premultiplied'
  return value === 2 ? 'alpha' : 'unspecified'
}

/**
 * Refuses what tile.ts cannot decode, by name.
 * @throws DuctalError slide/unsupported
 */
export function refuseUnsupported(path: string, page: Page): void {
  const { compression, tileWidth, tileHeight, bits, photometric, samples } = page
  if (!readable.has(compression))
    throw unsupported(path, `its pixels are compressed as ${compressionName(compression)}`)
  if (bits !== 8 && bits !== 16)
    throw unsupported(path, `its samples have ${bits || 'different numbers of'} bits`)
  if (samples < 3 && photometric === 2) throw unsupported(path, `it states RGB with ${samples} samples`)
  if (photometric === 6 && compression !== 7)
    throw unsupported(path, `it stores YCbCr with the compression ${compressionName(compression)}`)
  if (tileWidth * tileHeight > mostTilePixels)
    throw unsupported(
      path,
      `it stores ${tileWidth} × ${tileHeight} pixels in one piece, which is too large for memory`
    )
}

export const unsupported = (path: string, why: string) =>
  new DuctalError(
    'slide/unsupported',
    `${path} is not supported: ${why}. Export the slide as a tiled TIFF with JPEG, LZW or deflate compression.`
  )

/** Returns what the samples mean (TIFF 6.0, page 37). */
export function colourOf(page: Page, icc: Uint8Array | null): RawColour {
  const { photometric, samples, extra } = page
  const base = { samples, bits: 8 as const, extra, icc }
  // JPEG tiles with YCbCr are decoded to RGB.
  if (samples > 4) return { ...base, model: 'other', stated: `${samples} channels` }
  if (photometric === 2 || photometric === 6) return { ...base, model: 'rgb', stated: 'RGB' }
  if (photometric === 0 || photometric === 1)
    return { ...base, model: 'grey', stated: samples === 1 ? 'one channel' : `${samples} channels of grey` }
  const stated = ({ 3: 'a palette', 5: 'CMYK', 8: 'CIELab' } as Record<number, string>)[photometric]
  return { ...base, model: 'other', stated: stated ?? `photometric interpretation ${photometric}` }
}
