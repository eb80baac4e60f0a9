import { basename, resolve } from 'node:path'
import sharp from 'sharp'
import { DuctalError } from '../../../../contract/errors.ts'
import { openRegular } from '../../../../files/regular.ts'
import { TileCache } from '../tile-cache.ts'
import { DamagedDicom } from './dicom/dataset.ts'
import { modelOf, unreadable } from './dicom/decode.ts'
import { Frames } from './dicom/frames.ts'
import { type DicomHeader, readHeader } from './dicom/header.ts'
import { DicomImage } from './dicom/image.ts'
import { isWholeSlide, seriesOf } from './dicom/series.ts'
import type { RawAssociated, RawColour, RawSlide, Reader } from './reader.ts'

/** Images of a series that are opened; slides have about ten. */
const mostLevels = 32

/** Reads DICOM series of whole slides. Each file of a series opens the whole slide. */
export const dicomReader: Reader = {
  name: 'dicom',
  version: () => `1, libvips ${sharp.versions.vips}`,
  async recognise({ head }) {
    return head.toString('latin1', 128, 132) === 'DICM' ? 'yes' : 'no'
  },
  async open({ path, size }) {
    const known = (error: unknown) => knownError(path, error)
    try {
      const header = await headerAt(path, size)
      refuseOther(header)
      return await openSeries(path, await seriesOf(header), known)
    } catch (error) {
      throw known(error)
    }
  }
}

async function headerAt(path: string, size: number): Promise<DicomHeader> {
  const file = await openRegular(path)
  try {
    return await readHeader(path, file, size)
  } finally {
    await file.close()
  }
}

/** @throws DuctalError slide/unsupported for DICOM objects that are not whole slides */
function refuseOther(header: DicomHeader): void {
  if (header.sopClass === '1.2.840.10008.1.3.10')
    throw new DuctalError(
      'slide/incomplete',
      `${header.path} is only the index of DICOM files. Open one of the slide files that it lists, or their folder.`
    )
  if (!isWholeSlide(header))
    throw unsupported(
      header.path,
      `it holds a DICOM object of another kind${header.modality ? ` (modality ${header.modality})` : ''}, not a whole slide`,
      'Open the file of the slide'
    )
  if (header.pixelsAt === 0) throw new DamagedDicom('it ends before its pixels')
}

/** Images of a series: files of one concatenation together, the largest image first. */
function imagesOf(series: readonly DicomHeader[]): DicomHeader[][] {
  const images = new Map<string, DicomHeader[]>()
  for (const header of series) {
    const id = header.concatenation?.id ?? (header.instance || header.path)
    images.set(id, [...(images.get(id) ?? []), header])
  }
  const area = ([first]: DicomHeader[]) => first!.width * first!.height
  return [...images.values()]
    .map(parts =>
      parts.sort((a, b) => (a.concatenation?.firstFrame ?? 0) - (b.concatenation?.firstFrame ?? 0))
    )
    .sort((a, b) => area(b) - area(a))
}

async function openSeries(
  path: string,
  series: readonly DicomHeader[],
  known: (error: unknown) => unknown
): Promise<RawSlide> {
  const volumes = imagesOf(series.filter(({ flavor }) => flavor === 'volume'))
  const base = volumes[0]?.[0]
  if (!base)
    throw new DuctalError(
      'slide/incomplete',
      `${path} holds only the ${series[0]!.flavor} of a DICOM slide, and the slide itself is not in its folder. Copy all files of the series to one folder.`
    )
  const cache = new TileCache()
  const opened: DicomImage[] = []
  const openImage = async (parts: readonly DicomHeader[]) => {
    const frames: Frames[] = []
    for (const header of parts) frames.push(new Frames(await openRegular(header.path), header))
    const image = new DicomImage(frames, cache, known)
    opened.push(image)
    return image
  }
  const close = () => {
    cache.clear()
    for (const image of opened) void image.close()
  }
  try {
    const { levels, notes } = await openLevels(path, volumes, openImage)
    return {
      vendor: 'dicom',
      levels,
      colour: colourOf(base),
      orientation: 1,
      resolution: base.spacing && { ...base.spacing, unit: 'um', source: 'metadata' },
      files: [
        resolve(path),
        ...series
          .map(({ path }) => resolve(path))
          .filter(file => file !== resolve(path))
          .sort()
      ],
      planes: base.focalPlanes,
      notes,
      associated: await associatedOf(series, openImage),
      close
    }
  } catch (error) {
    close()
    throw error
  }
}

/**
 * Opens the levels, the finest first. Levels that cannot be read are left out, with a note each.
 * @throws DuctalError if the finest level cannot be read
 */
async function openLevels(
  path: string,
  volumes: readonly DicomHeader[][],
  openImage: (parts: readonly DicomHeader[]) => Promise<DicomImage>
): Promise<{ levels: DicomImage[]; notes: string[] }> {
  const levels: DicomImage[] = []
  const notes: string[] = []
  if (volumes.length > mostLevels)
    notes.push(`Only the ${mostLevels} largest of ${volumes.length} images of the series are used.`)
  for (const parts of volumes.slice(0, mostLevels)) {
    const header = parts[0]!
    const size = `${header.width} × ${header.height} pixels`
    const [finest] = levels
    if (levels.some(({ width, height }) => width === header.width && height === header.height)) {
      notes.push(`${basename(header.path)} shows another focal plane or optical path and is not used.`)
      continue
    }
    const problem =
      unreadable(header) ??
      (finest && modelOf(header) !== modelOf(finest.header)
        ? 'its colours are stored differently'
        : undefined)
    if (problem !== undefined) {
      if (!finest) throw unsupported(path, problem)
      notes.push(`The level of ${size} is not used: ${problem}.`)
      continue
    }
    // Pixels without colour are refused for all formats alike.
    const image = await openImage(parts)
    if (header.samples === 1) return { levels: [image], notes }
    requireSizes(parts)
    const missing = image.missing()
    const reason = missing ? `${missing} are missing` : await image.prepare()
    if (reason === undefined) levels.push(image)
    else if (finest) notes.push(`The level of ${size} is not used: ${reason}.`)
    else if (missing)
      throw new DuctalError(
        'slide/incomplete',
        `${path} is not complete: ${reason}. Copy all files of the series to one folder.`
      )
    else throw unsupported(path, reason)
  }
  return { levels, notes }
}

/** @throws DamagedDicom */
function requireSizes(parts: readonly DicomHeader[]): void {
  for (const { width, height, tileWidth, tileHeight, frames } of parts)
    if (![width, height, tileWidth, tileHeight, frames].every(size => Number.isInteger(size) && size > 0))
      throw new DamagedDicom('its sizes are damaged')
}

function colourOf(header: DicomHeader): RawColour {
  const model = header.photometric === 'PALETTE COLOR' ? 'other' : modelOf(header)
  return {
    model,
    stated: model === 'other' ? 'palette' : model === 'grey' ? 'one channel' : header.photometric,
    samples: header.samples,
    bits: 8,
    extra: null,
    icc: header.icc
  }
}

/** Label, macro picture and thumbnail. Those that cannot be read are not listed. */
async function associatedOf(
  series: readonly DicomHeader[],
  openImage: (parts: readonly DicomHeader[]) => Promise<DicomImage>
): Promise<RawAssociated> {
  const found = new Map<string, DicomImage>()
  for (const parts of imagesOf(series.filter(({ flavor }) => flavor !== 'volume'))) {
    const header = parts[0]!
    if (found.has(header.flavor) || unreadable(header) || modelOf(header) !== 'rgb') continue
    const image = await openImage(parts)
    const readable =
      !image.missing() &&
      (await image.prepare().then(
        reason => !reason,
        () => false
      ))
    if (readable) found.set(header.flavor, image)
  }
  return {
    list: () => [...found].map(([name, { width, height }]) => ({ name, width, height })),
    read: ({ name, width, height }) => found.get(name)!.read({ left: 0, top: 0, width, height })
  }
}

const unsupported = (
  path: string,
  why: string,
  remedy = 'Export the slide as DICOM with JPEG, or as a tiled TIFF'
) => new DuctalError('slide/unsupported', `${path} is not supported: ${why}. ${remedy}.`)

/** Errors of the parser and the decoders say that a file is damaged; others pass. */
function knownError(path: string, error: unknown): unknown {
  if (error instanceof DuctalError || (error as { name?: string }).name === 'AbortError') return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code !== undefined && code !== 'ERR_OUT_OF_RANGE') return error
  return new DuctalError(
    'slide/corrupt',
    `${path} cannot be decoded (${message.split('\n')[0]?.replace(/\.?$/, '')}). Copy it again from its source.`,
    { cause: error }
  )
}
