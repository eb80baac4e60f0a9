import type { FileHandle } from 'node:fs/promises'
import { openRegular } from '../../../../../files/regular.ts'
import {
  DamagedDicom,
  type Dataset,
  itemOf,
  numberOf,
  numbersOf,
  type Parsed,
  parseDicom,
  textOf
} from './dataset.ts'

/** What a file of a series shows. */
export type Flavor = 'volume' | 'label' | 'macro' | 'thumbnail'

/** One file of a whole-slide series (PS3.3, A.32.8). */
export interface DicomHeader {
  path: string
  size: number
  /** SOP class: what kind of object the file holds. */
  sopClass: string
  modality: string
  /** Unique identifier of the series; empty if the file states none. */
  series: string
  instance: string
  flavor: Flavor
  /** The image is split into several files. */
  concatenation: { id: string; parts: number; firstFrame: number } | null
  transferSyntax: string
  photometric: string
  samples: number
  bits: number
  planar: boolean
  width: number
  height: number
  tileWidth: number
  tileHeight: number
  frames: number
  focalPlanes: number
  /** Whether the file states that frames are ordered row by row. */
  ordered: boolean
  /** Left and top of each frame, in pairs, from 0; null if the file states no places. */
  places: Int32Array | null
  /** µm between columns and between rows; null if the file states neither spacing nor extent. */
  spacing: { x: number; y: number } | null
  icc: Uint8Array | null
  pixelsAt: number
  /** Undefined if the pixel data consist of fragments. */
  pixelBytes: number | undefined
  /** Extended offset table; null if there is none. */
  offsets: Buffer | null
}

const firstBytes = 2 ** 18
/** Places of a million frames take some 150 MB. */
const mostBytes = 2 ** 28

/**
 * Reads everything before the pixels. The file may have gigabytes.
 * @throws DamagedDicom
 */
export async function readHeader(path: string, file: FileHandle, size: number): Promise<DicomHeader> {
  for (let length = Math.min(firstBytes, size); ; length = Math.min(length * 8, size, mostBytes)) {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await file.read(bytes, 0, length, 0)
    try {
      return headerOf(path, size, parseDicom(bytes.subarray(0, bytesRead), length === size))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      if (length === size) throw new DamagedDicom('it ends within its header', { cause: error })
      if (length >= mostBytes) throw new DamagedDicom('its header is too large', { cause: error })
    }
  }
}

/** Reads the header of a file if it is DICOM and sound. */
export async function tryHeader(path: string): Promise<DicomHeader | undefined> {
  const file = await openRegular(path).catch(() => undefined)
  if (!file) return undefined
  try {
    const head = Buffer.alloc(132)
    await file.read(head, 0, head.length, 0)
    if (head.toString('latin1', 128) !== 'DICM') return undefined
    return await readHeader(path, file, (await file.stat()).size)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof DamagedDicom || code) return undefined
    throw error
  } finally {
    await file.close()
  }
}

function headerOf(path: string, size: number, { elements, pixelsAt, pixelBytes }: Parsed): DicomHeader {
  const shared = itemOf(elements, 0x52009229)
  const concatenation = textOf(elements, 0x00209161)
  const frames = numbersOf(elements, 0x00280008)[0] ?? 1
  const width = numberOf(elements, 0x00480006) ?? 0
  const height = numberOf(elements, 0x00480007) ?? 0
  return {
    path,
    size,
    sopClass: textOf(elements, 0x00080016),
    modality: textOf(elements, 0x00080060),
    series: textOf(elements, 0x0020000e),
    instance: textOf(elements, 0x00080018),
    flavor: flavorOf(textOf(elements, 0x00080008)),
    concatenation: concatenation
      ? {
          id: concatenation,
          parts: numberOf(elements, 0x00209163) ?? 0,
          firstFrame: numberOf(elements, 0x00209228) ?? 0
        }
      : null,
    transferSyntax: textOf(elements, 0x00020010),
    photometric: textOf(elements, 0x00280004),
    samples: numberOf(elements, 0x00280002) ?? 1,
    bits: numberOf(elements, 0x00280100) ?? 8,
    planar: numberOf(elements, 0x00280006) === 1,
    width,
    height,
    tileWidth: numberOf(elements, 0x00280011) ?? 0,
    tileHeight: numberOf(elements, 0x00280010) ?? 0,
    frames,
    focalPlanes: numberOf(elements, 0x00480303) ?? 1,
    ordered: textOf(elements, 0x00209311) === 'TILED_FULL' || frames === 1,
    places: placesOf(elements, frames),
    spacing: spacingOf(elements, shared, width, height),
    icc: iccOf(elements),
    pixelsAt,
    pixelBytes,
    offsets: copyOf(elements.get(0x7fe00001)?.value)
  }
}

/** A part of a header would keep all of it in memory. */
const copyOf = (value: Buffer | undefined) => (value ? Buffer.from(value) : null)

/** From the third and fourth value of the image type; files without it hold the slide. */
function flavorOf(imageType: string): Flavor {
  const [, , what, how] = imageType.split('\\').map(text => text.trim())
  if (what === 'LABEL') return 'label'
  if (what === 'OVERVIEW' || what === 'LOCALIZER') return 'macro'
  return what === 'THUMBNAIL' || how === 'THUMBNAIL' ? 'thumbnail' : 'volume'
}

function placesOf(elements: Dataset, frames: number): Int32Array | null {
  const items = elements.get(0x52009230)?.items ?? []
  if (items.length !== frames) return null
  const places = new Int32Array(frames * 2)
  for (const [frame, item] of items.entries()) {
    const position = itemOf(item, 0x0048021a)
    const left = numberOf(position, 0x0048021e)
    const top = numberOf(position, 0x0048021f)
    if (left === undefined || top === undefined) return null
    places.set([left - 1, top - 1], frame * 2)
  }
  return places
}

/** Pixel spacing is in mm, between rows first; the extent of the whole image is in mm, too. */
function spacingOf(elements: Dataset, shared: Dataset | undefined, width: number, height: number) {
  const measures = itemOf(shared, 0x00289110)
  const [down, across] =
    [measures, elements].map(from => numbersOf(from, 0x00280030)).find(found => found.length === 2) ?? []
  if (down && across) return { x: across * 1000, y: down * 1000 }
  const [wide, high] = [elements.get(0x00480001)?.value, elements.get(0x00480002)?.value]
  if (wide?.length !== 4 || high?.length !== 4 || width === 0 || height === 0) return null
  return { x: (wide.readFloatLE() * 1000) / width, y: (high.readFloatLE() * 1000) / height }
}

/** The profile is in the optical path sequence, or in the data set itself. */
function iccOf(elements: Dataset): Uint8Array | null {
  const value = (itemOf(elements, 0x00480105) ?? elements).get(0x00282000)?.value
  return value && value.length > 0 ? Uint8Array.from(value) : null
}
