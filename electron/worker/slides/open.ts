import { opendir, stat } from 'node:fs/promises'
import { DuctalError } from '../../../contract/errors.ts'
import type { SlideFacts } from '../../../contract/slides/facts.ts'
import { repairText } from '../../../contract/text/repair.ts'
import { brokenLink, openRegular, requireFolder } from '../../../files/regular.ts'
import { assemble } from './assembly/assemble.ts'
import { candidateAt } from './candidate.ts'
import { fingerprintFiles, fingerprintFolder } from './identity/fingerprint.ts'
import { stampOf } from './identity/stamp.ts'
import { isGarbled, namesIn } from './listing.ts'
import { doubtsOf, previewOf, refuseGrey } from './pixels/brightfield.ts'
import { refuseZarr } from './readers/companions.ts'
import { readers } from './readers/list.ts'
import { type PatchFile, patchEdge, patchFiles } from './readers/patchFolder.ts'
import type { Candidate } from './readers/reader.ts'
import type { OpenSlide } from './slide.ts'
import { isSynthetic } from './synthetic.ts'

/**
 * Opens a file or folder with the first reader that recognises it.
 * @throws DuctalError path/missing, path/unreadable, slide/empty, slide/not-a-slide, slide/corrupt,
 *   slide/unsupported, slide/incomplete, slide/needs-openslide, slide/not-colour, slide/too-coarse,
 *   slide/not-brightfield, slide/too-small, slide/not-a-patch-folder, slide/bad-patches
 */
export async function openSlide(path: string): Promise<OpenSlide> {
  const entry = await look(path)
  if (entry.isFile() && entry.size === 0)
    throw new DuctalError('slide/empty', `${path} is empty (0 bytes). Copy it again from its source.`)
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
  for (const reader of readers) {
    const recognition = await reader.recognise(file)
    if (recognition === 'no') continue
    if (recognition !== 'yes') throw recognition
    const missing = reader.missing?.()
    if (missing)
      throw new DuctalError(
        'slide/needs-openslide',
        `${file.path} is read with OpenSlide, which is not available (${missing.split('\n')[0]}). Run “npm run openslide” in Ductal’s folder, or “ductal doctor” to see how to install it; then restart Ductal and open the file again.`
      )
    return assemble(file.path, await reader.open(file), reader)
  }
  if (!file.directory) throw unknownFormat(file.path)
  throw refuseZarr(file.path, await namesIn(file.path)) ?? notPatchFolder(file.path)
}

/**
 * Returns everything that the library stores about a slide, and why it may not be fit to be
 * analysed. Throws as {@link openSlide}.
 */
export async function factsOf(path: string, slide: OpenSlide): Promise<SlideFacts> {
  const { description } = slide
  const stamp = await stampOf(slideFiles(path, slide))
  const identity = await (description.kind === 'patches'
    ? folderIdentity(path, description.notes)
    : fingerprintFiles(path, slideFiles(path, slide))
  ).catch(async error => {
    throw await pathError(error.path ?? path, error)
  })
  const synthetic = description.kind !== 'patches' && (await isSynthetic(path))
  const { notes, ...hashes } = { notes: description.notes, ...identity }
  const facts = { ...description, ...hashes, ...textsOf(description, notes), synthetic, stamp, doubts: [] }
  if (description.kind === 'patches') return requireUnchanged(path, slide, facts)
  const preview = await previewOnce(slide)
  refuseGrey(path, preview)
  return requireUnchanged(path, slide, { ...facts, doubts: doubtsOf(path, slide, preview) })
}

/** Texts that a file states, made whole before they enter the library. */
const textsOf = ({ vendor, profile }: Pick<SlideFacts, 'vendor' | 'profile'>, notes: readonly string[]) => ({
  vendor: repairText(vendor),
  profile: profile === null ? null : repairText(profile),
  notes: notes.map(repairText)
})

/** Previews of open slides: a slide is opened again when its content changes. */
const previews = new WeakMap<OpenSlide, Promise<Uint8Array>>()

/** A run checks its slide several times; a slide of one level is decoded whole for its preview. */
async function previewOnce(slide: OpenSlide): Promise<Uint8Array> {
  const preview = previews.get(slide) ?? previewOf(slide)
  previews.set(slide, preview)
  try {
    return await preview
  } catch (error) {
    previews.delete(slide)
    throw error
  }
}

/** Also remarks that patches with the same content have different labels. */
async function folderIdentity(path: string, notes: readonly string[]) {
  const files = patchFiles(path)
  const { fingerprint, digests } = await fingerprintFolder(
    path,
    files.map(file => file.path)
  )
  const classes = new Map<string, Set<0 | 1>>()
  const digestOf = (file: PatchFile) => digests.get(file.path) as string
  for (const file of files)
    classes.set(digestOf(file), (classes.get(digestOf(file)) ?? new Set()).add(file.class))
  const both = files.filter(file => classes.get(digestOf(file))?.size === 2)
  const [first] = both
  const remark = `${both.length} patches are identical to a patch of the other class, such as ${first?.path}. One of the labels is wrong.`
  return { fingerprint, former: null, notes: first ? [...notes, remark] : [...notes] }
}

/** The files whose stamp identifies an open slide: for patches the folder, which has thousands. */
export const slideFiles = (path: string, { description, files }: OpenSlide): readonly string[] =>
  description.kind === 'patches' ? [path] : files

async function requireUnchanged(path: string, slide: OpenSlide, facts: SlideFacts): Promise<SlideFacts> {
  if ((await stampOf(slideFiles(path, slide))) === facts.stamp) return facts
  throw changedWhileRead(path)
}

export const changedWhileRead = (path: string) =>
  new DuctalError(
    'slide/changed',
    `${path} changed while it was read. Wait until it is copied or written completely, then open it again.`
  )

/**
 * Stats a file or folder that can be read.
 * @throws DuctalError path/missing, path/unreadable; path/irregular for pipes, devices and the like
 */
export async function look(path: string) {
  try {
    const entry = await stat(path)
    if (entry.isDirectory()) {
      requireFolder(path, entry)
      await (await opendir(path)).close()
    } else await (await openRegular(path)).close()
    return entry
  } catch (error) {
    throw await pathError(path, error)
  }
}

/** What to say of a path that cannot be looked at or read; other errors stay as they are. */
const pathError = async (path: string, error: unknown) => (await brokenLink(path)) ?? pathFailure(path, error)

function pathFailure(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && isGarbled(path))
    return new DuctalError(
      'path/unreadable',
      `${path} cannot be opened, because its name has bytes that are not UTF-8. Rename the file or folder, then open it again.`
    )
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG')
    return new DuctalError(
      'path/missing',
      `${path} does not exist. Check the path, and that its disk is connected.`
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EIO')
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

const unknownFormat = (path: string) =>
  new DuctalError(
    'slide/not-a-slide',
    `${path} has an unknown format or is damaged at its start. Choose a slide file (SVS, TIFF, NDPI, MRXS, DICOM …), a JPEG or a PNG.`
  )
