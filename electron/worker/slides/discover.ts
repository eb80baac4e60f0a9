import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuctalError } from '../../../contract/errors.ts'
import { isRegular } from '../../../files/regular.ts'
import { candidateAt } from './candidate.ts'
import { isGarbled, namesIn } from './listing.ts'
import { look, notPatchFolder } from './open.ts'
import { openslide } from './readers/binding.ts'
import { refusePart, refuseZarr } from './readers/companions.ts'
import { type DicomHeader, tryHeader } from './readers/dicom/header.ts'
import { headersIn, mainFile, seriesOf } from './readers/dicom/series.ts'
import { isPatchFolder } from './readers/patchFolder.ts'

/** File extensions of slides, used for folders. A single file is opened whatever its name. */
const slideName = /\.(svs|tiff?|ndpi|vms|vmu|scn|mrxs|svslide|bif|czi|dcm|qptiff|ome\.tiff?|jpe?g|png|webp)$/i
/** These are opened although they may be refused, so that the user reads what is missing. */
const namesSlide = /\.(mrxs|vsi)$/i

/** Files of a folder that are looked at, one after the other. */
const mostNames = 20_000

/**
 * Returns the slides at a path: the path itself if it is a file or a patient's patch folder,
 * otherwise the slide files, patch folders and folders of DICOM series directly inside it. A DICOM
 * series is one slide, whichever of its files is found.
 * @throws DuctalError path/missing, path/unreadable; slide/not-a-patch-folder or slide/incomplete
 *   if there are none
 */
export async function discover(path: string): Promise<{ slides: string[] }> {
  const entry = await look(path)
  if (entry.isFile()) return { slides: [await mainFileOf(path)] }
  if (!entry.isDirectory() || isPatchFolder(path)) return { slides: [path] }
  const names = await namesIn(path, mostNames)
  const zarr = refuseZarr(path, names)
  if (zarr) throw zarr
  const dicom = await headersIn(path)
  const parts = new Set(dicom.map(header => header.path))
  const slides = seriesIn(dicom).map(series => mainFile(series).path)
  for (const name of names) {
    const inner = join(path, name)
    if (name.startsWith('.') || parts.has(inner)) continue
    // Opening the file says why it cannot be read.
    if ((isGarbled(name) && slideName.test(name)) || (await isSlide(name, inner))) slides.push(inner)
    else slides.push(...seriesIn(await headersIn(inner)).map(series => mainFile(series).path))
  }
  if (slides.length === 0) throw (await partIn(path, names)) ?? notPatchFolder(path)
  return { slides: slides.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })) }
}

/** For a folder without slides: a refusal that says which slide its files belong to. */
async function partIn(folder: string, names: readonly string[]): Promise<DuctalError | undefined> {
  for (const name of names) {
    const path = join(folder, name)
    const entry = await stat(path).catch(() => undefined)
    if (entry?.isDirectory() && /\.zarr$/i.test(name)) {
      const zarr = refuseZarr(path, await namesIn(path, mostNames).catch(() => []))
      if (zarr) return zarr
    }
    const refusal = entry && isRegular(path) && (await refusePart(await candidateAt(path, entry)))
    if (refusal) return refusal
  }
  return undefined
}

async function mainFileOf(path: string): Promise<string> {
  const header = await tryHeader(path)
  return header ? mainFile(await seriesOf(header)).path : path
}

/** Groups the files of a folder by their series. */
function seriesIn(headers: readonly DicomHeader[]): DicomHeader[][] {
  const series = new Map<string, DicomHeader[]>()
  for (const header of headers) {
    const id = header.series || header.path
    series.set(id, [...(series.get(id) ?? []), header])
  }
  return [...series.values()]
}

async function isSlide(name: string, path: string): Promise<boolean> {
  const entry = await stat(path).catch(() => undefined)
  if (entry?.isDirectory()) return isPatchFolder(path)
  if (!entry || !isRegular(path) || !(await mayBeSlide(name, path))) return false
  return namesSlide.test(name) || !(await refusePart(await candidateAt(path, entry)))
}

async function mayBeSlide(name: string, path: string): Promise<boolean> {
  if (slideName.test(name)) return true
  const library = openslide()
  return !('reason' in library) && library.detectVendor(path) !== null
}
