import { access, constants, open as openFile, readdir, stat } from 'node:fs/promises'
import { DuctalError } from '../../../contract/errors.ts'
import type { SlideFacts } from '../../../contract/worker.ts'
import { assemble } from './assemble.ts'
import { candidateAt } from './candidate.ts'
import { fingerprintFile, fingerprintFolder } from './fingerprint.ts'
import { refuseDarkBackground, refuseOtherImaging } from './pixels/brightfield.ts'
import { openslide } from './readers/binding.ts'
import { readers } from './readers/list.ts'
import { patchEdge, patchFiles } from './readers/patchFolder.ts'
import type { Candidate } from './readers/reader.ts'
import type { OpenSlide } from './slide.ts'
import { isSynthetic } from './synthetic.ts'
import { readTiff } from './tiff.ts'

/**
 * Opens a file or folder with the first reader that recognises it.
 * @throws DuctalError path/missing, path/unreadable, slide/empty, slide/not-a-slide, slide/corrupt,
 *   slide/unsupported, slide/incomplete, slide/needs-openslide, slide/not-colour, slide/too-coarse,
 *   slide/not-brightfield, slide/too-small, slide/not-a-patch-folder, slide/bad-patches
 */
export async function openSlide(path: string): Promise<OpenSlide> {
  const entry = await look(path)
  if (!entry.isFile() && !entry.isDirectory())
    throw new DuctalError('slide/not-a-slide', `${path} is neither a file nor a folder. Choose a slide file.`)
  if (entry.isFile() && entry.size === 0)
    throw new DuctalError('slide/empty', `${path} is empty (0 bytes). Copy it again from its source.`)
  if (entry.isFile()) refuseOtherImaging(path, await readTiff(path))
  const file = await candidateAt(path, entry)
  const slide = await openWithReader(file)
  const { width, height } = slide.description
  if (width >= patchEdge && height >= patchEdge) return slide
  slide.close()
  throw new DuctalError(
    'slide/too-small',
    `${path} has ${width} × ${height} pixels, less than one patch (${patchEdge} × ${patchEdge}). Open the slide at full resolution.`
  )
}

/** Opens a file with the first reader that recognises it and can decode it. */
async function openWithReader(file: Candidate): Promise<OpenSlide> {
  let failure: unknown
  for (const reader of readers) {
    const recognition = await reader.recognise(file)
    if (recognition === 'no') continue
    if (recognition !== 'yes') throw recognition
    try {
      return await assemble(file.path, await reader.open(file), reader)
    } catch (error) {
      if (!(error instanceof DuctalError) || error.code !== 'slide/corrupt') throw error
      // The first reader knows best what is wrong.
      failure ??= error
    }
  }
  if (failure) throw failure
  throw file.directory ? notPatchFolder(file.path) : await unknownFormat(file.path)
}

/** Returns everything that the library stores about a slide. Throws as {@link openSlide}. */
export async function factsOf(path: string, slide: OpenSlide): Promise<SlideFacts> {
  const { description } = slide
  if (description.kind === 'patches') {
    const names = patchFiles(path).map(({ name }) => name)
    return { ...description, fingerprint: await fingerprintFolder(path, names) }
  }
  await refuseDarkBackground(path, slide)
  const [fingerprint, synthetic] = await Promise.all([fingerprintFile(path), isSynthetic(path)])
  return { ...description, fingerprint, synthetic }
}

/** Stats a path, with different errors for a missing and an unreadable one. */
export async function look(path: string) {
  try {
    const entry = await stat(path)
    await access(path, constants.R_OK)
    if (entry.isFile()) await (await openFile(path)).close()
    if (entry.isDirectory()) await readdir(path)
    return entry
  } catch (error) {
    throw pathFailure(path, error)
  }
}

function pathFailure(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG')
    return new DuctalError(
      'path/missing',
      `${path} does not exist. Check the path, and that its disk is connected.`
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EIO' || code === 'ELOOP')
    return new DuctalError(
      'path/unreadable',
      `No permission to read ${path} (${code}). Ask for read permission, or copy it to a folder of your own.`
    )
  return error
}

export const notPatchFolder = (path: string) =>
  new DuctalError(
    'slide/not-a-patch-folder',
    `${path} has no slide files and no patches named CLASS/PATIENT_idx5_xX_yY_classC.png. Choose a slide file or a patient’s patch folder.`
  )

async function unknownFormat(path: string): Promise<DuctalError> {
  const library = openslide()
  if ('reason' in library)
    return new DuctalError(
      'slide/not-a-slide',
      `${path} needs OpenSlide, which is not available (${library.reason.split('\n')[0]}). Run “ductal doctor” in the terminal to see how to install it.`
    )
  if (await isKnownByItsFirstBytes(path))
    return new DuctalError(
      'slide/corrupt',
      `${path} starts like an image but cannot be decoded. Copy it again from its source.`
    )
  return new DuctalError(
    'slide/not-a-slide',
    `${path} has an unknown format or is damaged at its start. Choose a slide file (SVS, TIFF, NDPI, MRXS, DICOM …), a JPEG or a PNG.`
  )
}

/** Recognises TIFF, JPEG, PNG and DICOM by their first bytes. */
async function isKnownByItsFirstBytes(path: string): Promise<boolean> {
  const file = await openFile(path)
  try {
    const head = Buffer.alloc(132)
    await file.read(head, 0, head.length, 0)
    const text = head.toString('latin1')
    return /^(II[*+]\0|MM\0[*+]|\xff\xd8\xff|\x89PNG)/.test(text) || text.endsWith('DICM')
  } finally {
    await file.close()
  }
}
