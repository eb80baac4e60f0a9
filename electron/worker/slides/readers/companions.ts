import { basename, dirname, join } from 'node:path'
import { DuctalError } from '../../../../contract/errors.ts'
import { namesIn } from '../listing.ts'
import type { Candidate } from './reader.ts'

/**
 * Recognises a folder in OME-Zarr (zarr.json of version 3, .zattrs or .zgroup of version 2), which
 * no reader opens.
 */
export function refuseZarr(path: string, names: readonly string[]): DuctalError | undefined {
  if (!names.some(name => /^(zarr\.json|\.zattrs|\.zgroup|\.zarray)$/.test(name))) return undefined
  return unread(path, 'it is an image in OME-Zarr', 'Convert it to OME-TIFF')
}

const unread = (path: string, what: string, remedy: string) =>
  new DuctalError('slide/unsupported', `${path} is not supported: ${what}. ${remedy}.`)

/**
 * Recognises files that are only a part of a slide: an index without its folder, a file of a
 * slide's folder, an overview. Returns a refusal that says which file to open.
 */
export async function refusePart(file: Candidate): Promise<DuctalError | undefined> {
  if (file.directory) return undefined
  const name = basename(file.path)
  if (/\.mrxs$/i.test(name)) return lonelyIndex(file, name)
  if (/\.vsi$/i.test(name)) return overview(file)
  if (/\.ets$/i.test(name))
    return refusal(file.path, 'is a part of an Olympus VSI slide', 'Open the .vsi file two folders above it')
  if (/\.ndpis$/i.test(name))
    return refusal(file.path, 'is a list of NDPI files', 'Open the NDPI file of the H&E scan')
  if (/\.i2?syntax$/i.test(name))
    return unread(
      file.path,
      'the pixels of a Philips iSyntax slide can only be read with software of Philips',
      'Export the slide as TIFF or DICOM'
    )
  return (await partOfMirax(file, name)) ?? partOfVms(file, name)
}

/** The index of an MRXS slide is a small JPEG; the slide is in the folder of the same name. */
async function lonelyIndex({ path }: Candidate, name: string): Promise<DuctalError | undefined> {
  const folder = join(dirname(path), name.replace(/\.mrxs$/i, ''))
  const names = await namesIn(folder).catch(() => undefined)
  if (names?.some(entry => /^slidedat\.ini$/i.test(entry))) return undefined
  const missing = names ? `its folder ${folder} has no Slidedat.ini` : `its folder ${folder} is missing`
  return refusal(
    path,
    `is only the index of an MRXS slide: ${missing}`,
    'Copy the folder to the same place as this file'
  )
}

/** A VSI file holds label and overview; the slide is in `_NAME_`. */
function overview({ path }: Candidate): DuctalError {
  return new DuctalError(
    'slide/unsupported',
    `${path} is not supported: a VSI file holds only the overview of an Olympus slide, whose pixels are in a format that Ductal does not read. Export the slide as TIFF or DICOM.`
  )
}

async function partOfMirax({ path, beside }: Candidate, name: string): Promise<DuctalError | undefined> {
  if (!/^(slidedat\.ini|index\.dat|data\d+\.dat)$/i.test(name)) return undefined
  const names = await beside()
  if (!names.some(entry => /^slidedat\.ini$/i.test(entry))) return undefined
  return refusal(path, 'is a part of an MRXS slide', `Open ${dirname(path)}.mrxs`)
}

/** Hamamatsu's VMS slides consist of an index and JPEG files, each a part of the picture. */
async function partOfVms({ path, beside }: Candidate, name: string): Promise<DuctalError | undefined> {
  const part = /^(.+?)(\(\d+,\d+\)|_map2?|_macro)\.jpe?g$/i.exec(name)
  if (!part) return undefined
  const index = (await beside()).find(entry => entry.toLowerCase() === `${part[1]}.vms`.toLowerCase())
  return index === undefined
    ? undefined
    : refusal(path, 'is a part of a Hamamatsu VMS slide', `Open ${join(dirname(path), index)}`)
}

const refusal = (path: string, what: string, remedy: string) =>
  new DuctalError('slide/incomplete', `${path} ${what}. ${remedy}.`)
