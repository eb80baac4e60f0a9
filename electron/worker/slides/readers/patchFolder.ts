import { type Dir, opendirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DuctalError } from '../../../../contract/errors.ts'
import type { PatchPlaces } from '../../../../contract/slides/facts.ts'
import { publishedLayout } from '../../../../contract/slides/published-layout.ts'
import { contradictionIn, type NamedPatch, offGrid } from '../../../../evaluation/data/contradictions.ts'
import { classOfFolder, isPicture, parsePatchName } from '../../../../evaluation/data/names.ts'
import { requireRegular } from '../../../../files/regular.ts'

export const { patch: patchEdge, mpp: patchMpp } = publishedLayout

/** A patch of one slide. Its path is relative to the folder, with forward slashes. */
export type PatchFile = NamedPatch

/**
 * Patches of one slide; folders of the published data set have at most 2,400. Each is looked at
 * when the folder is opened.
 */
const mostPatches = 50_000
/** Bytes of a patch; 50 × 50 pixels take some 7 KB. */
const mostPatchBytes = 2 ** 24
/** Edge of a slide of 240 mm in pixels: larger than any glass slide. */
const longestEdge = 60_000

/**
 * Returns the patch files of a folder's class folders, such as `FOLDER/0` and `FOLDER/1`; empty if
 * there are none.
 * @throws DuctalError slide/bad-patches, slide/too-large, path/irregular
 */
export function patchFiles(folder: string): PatchFile[] {
  const files: PatchFile[] = []
  for (const label of classFolders(folder))
    for (const name of namesIn(join(folder, label))) {
      const fields = parsePatchName(name)
      const path = `${label}/${name}`
      if (!fields) throw bad(folder, `${path} is not named PATIENT_idx5_xX_yY_classC.png`)
      if (files.length >= mostPatches)
        throw new DuctalError(
          'slide/too-large',
          `${basename(folder)} has more than ${mostPatches} patches, more than one slide can have. Open the folder of a single patient.`
        )
      requirePatch(folder, path)
      files.push({ path, ...fields })
    }
  const patients = [...new Set(files.map(({ patient }) => patient))].sort()
  if (patients.length > 1)
    throw bad(folder, `they belong to several patients, such as ${patients.slice(0, 2).join(' and ')}`)
  const contradiction = contradictionIn(files)
  if (contradiction) throw bad(folder, contradiction)
  return files.sort((a, b) => a.y - b.y || a.x - b.x)
}

/** Whether a directory holds patches in the published layout. */
export function isPatchFolder(folder: string): boolean {
  return classFolders(folder).some(label => {
    let seen = 0
    for (const name of namesIn(join(folder, label))) {
      if (parsePatchName(name)) return true
      if (++seen > mostPatches) return false
    }
    return false
  })
}

/** Returns the names of the folders that stand for a class, by number or by word. */
function classFolders(folder: string): string[] {
  const found: string[] = []
  for (const name of entriesIn(folder)) if (classOfFolder(name) !== undefined) found.push(name)
  return found.sort()
}

/** Yields the names of the images in a folder. */
function* namesIn(folder: string): Generator<string> {
  for (const name of entriesIn(folder)) if (isPicture(name)) yield name
}

/**
 * Yields the names in a folder, without hidden files left by other systems. A reader that has seen
 * enough of a large folder stops.
 */
function* entriesIn(folder: string): Generator<string> {
  const entries = opened(folder)
  if (!entries) return
  try {
    for (let entry = entries.readSync(); entry; entry = entries.readSync())
      if (!entry.name.startsWith('.')) yield entry.name
  } finally {
    entries.closeSync()
  }
}

function opened(folder: string): Dir | undefined {
  try {
    return opendirSync(folder, { bufferSize: 1024 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/** A patch that does not exist any more is reported when it is read. */
function requirePatch(folder: string, name: string): void {
  const path = join(folder, name)
  const entry = statSync(path, { throwIfNoEntry: false })
  if (!entry) return
  requireRegular(path, entry)
  if (entry.size > mostPatchBytes)
    throw bad(folder, `${name} has ${Math.round(entry.size / 2 ** 20)} MB, more than a patch can have`)
}

/**
 * Places the patches on their grid.
 * @throws DuctalError slide/bad-patches
 */
export function placesOf(folder: string, files: readonly PatchFile[]): Omit<PatchPlaces, 'partial'> {
  const off = offGrid(files)
  if (off[0])
    throw bad(
      folder,
      `${off.length} of ${files.length} ${off.length === 1 ? 'is' : 'are'} off the ${patchEdge}-pixel grid of the others, such as ${off[0].path}`
    )
  const [originX, endX] = rangeOf(files.map(({ x }) => x))
  const [originY, endY] = rangeOf(files.map(({ y }) => y))
  if (Math.max(endX, endY) + patchEdge > longestEdge)
    throw bad(
      folder,
      `their positions reach ${Math.round((Math.max(endX, endY) * patchMpp) / 1000)} mm, beyond any slide`
    )
  return {
    originX,
    originY,
    stride: patchEdge,
    cols: Int32Array.from(files, ({ x }) => (x - originX) / patchEdge),
    rows: Int32Array.from(files, ({ y }) => (y - originY) / patchEdge),
    classes: Int8Array.from(files, file => file.class)
  }
}

/** Least and greatest value; without a call with as many arguments as a slide has patches. */
const rangeOf = (values: readonly number[]): [least: number, greatest: number] =>
  values.reduce<[number, number]>(
    ([least, greatest], value) => [Math.min(least, value), Math.max(greatest, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  )

/** A refusal that says why the patches are not one slide. */
export const bad = (folder: string, what: string) =>
  new DuctalError(
    'slide/bad-patches',
    `The patches in ${basename(folder)} do not form one slide: ${what}. Correct the folder and open it again.`
  )
