import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'
import { type CachedPatches, cachePath, readCache, writeCache } from './cache.ts'
import { decodePicture, LargePicture, padded } from './decode.ts'
import { findPatches, type PatchFile } from './layout.ts'
import { type BrokenPatch, type PatchSet, patchBytes, patchEdge } from './patches.ts'
import { isSmall, type Size, wrongSize } from './sizes.ts'

/** Number of files decoded at once, enough to keep the decoder's threads busy. */
const together = 16

export interface LoadOptions {
  signal?: AbortSignal | undefined
  /** Only these patients; all if empty or absent. */
  patients?: readonly string[]
}

/**
 * Loads the patches of a folder in the published layout, with one or more patients. Broken files
 * are listed and left out. Decoded patches are cached outside the folder; files that could not be
 * decoded are tried again each time.
 * @throws `training/no-patches`, `training/bad-patches`, `training/too-many-patches`, `path/…`,
 *   `usage` if a patient is unknown
 */
export async function loadPatches(folder: string, options: LoadOptions = {}): Promise<PatchSet> {
  const { signal, patients: wanted = [] } = options
  const { files, patients, others } = await findPatches(folder, wanted)
  expectPatients(wanted, patients)
  const cached = cachePath(folder, files)
  const before = await readCache(cached)
  if (before) {
    const broken = await stillBroken(folder, files, before, signal)
    if (broken) return { ...before, broken, others }
  }
  const { set, broken } = await decodeAll(folder, files, signal)
  await writeCache(cached, set)
  return { ...set, broken, others }
}

/** @throws `usage` if a patient is not in the folder */
export function expectPatients(wanted: readonly string[], known: readonly string[]): void {
  const all = new Set(known)
  const unknown = wanted.filter(patient => !all.has(patient))
  if (unknown.length === 0) return
  const named = known.slice(0, mostNamed).join(', ')
  const more = known.length > mostNamed ? ` and ${known.length - mostNamed} more` : ''
  throw new DuctalError('usage', `The folder has no patient ${unknown[0]}. Its patients are ${named}${more}.`)
}

/** Number of patients that a sentence names. */
const mostNamed = 30

/**
 * Tries the files again that are missing from the cache. Returns their failures; undefined if one
 * can be read now.
 */
async function stillBroken(
  folder: string,
  files: readonly PatchFile[],
  { files: kept }: CachedPatches,
  signal?: AbortSignal
): Promise<BrokenPatch[] | undefined> {
  const known = new Set(kept)
  const missing = files.filter(({ path }) => !known.has(path))
  const broken: BrokenPatch[] = []
  for (const file of missing) {
    signal?.throwIfAborted()
    const outcome = await decodePicture(join(folder, file.path)).catch(reasonOf)
    if (!('reason' in outcome)) return undefined
    broken.push({ file: file.path, patient: file.patient, reason: outcome.reason })
  }
  return broken
}

interface Failed {
  reason: string
  /** Size of an image that is too large. */
  size?: Size
}

const reasonOf = (error: unknown): Failed => ({
  reason: (error instanceof Error ? error.message : String(error)).split('\n')[0] as string,
  ...(error instanceof LargePicture ? { size: error.size } : {})
})

async function decodeAll(folder: string, files: PatchFile[], signal?: AbortSignal) {
  const pixels = new Uint8Array(files.length * patchBytes)
  const outcomes = await decodeInto(pixels, folder, files, signal)
  const kept: PatchFile[] = []
  const marks: Decoded[] = []
  const broken: BrokenPatch[] = []
  outcomes.forEach((outcome, place) => {
    const file = files[place] as PatchFile
    if ('reason' in outcome) {
      broken.push({ file: file.path, patient: file.patient, reason: outcome.reason })
      return
    }
    // Closes the gaps left by broken files.
    if (place > kept.length)
      pixels.copyWithin(kept.length * patchBytes, place * patchBytes, (place + 1) * patchBytes)
    kept.push(file)
    marks.push(outcome)
  })
  expectPatches(folder, files, outcomes)
  const patients = [...new Set(files.map(file => file.patient))].sort()
  const owners = new Map(patients.map((patient, owner) => [patient, owner]))
  const set: CachedPatches = {
    count: kept.length,
    // A view, because a copy of a whole data set would take gigabytes.
    pixels: pixels.subarray(0, kept.length * patchBytes),
    classes: Uint8Array.from(kept, file => file.class),
    patients,
    patientOf: Uint32Array.from(kept, file => owners.get(file.patient) as number),
    files: kept.map(file => file.path),
    padded: Uint8Array.from(marks, ({ size }) => (isSmall(size) ? 1 : 0)),
    jpeg: Uint8Array.from(marks, ({ jpeg }) => (jpeg ? 1 : 0))
  }
  return { set, broken }
}

interface Decoded {
  size: Size
  jpeg: boolean
}

/**
 * Refuses a folder without a readable patch of the right size.
 * @throws `training/no-patches`, `training/bad-patches`
 */
function expectPatches(folder: string, files: PatchFile[], outcomes: (Decoded | Failed)[]): void {
  const sized = files.flatMap((file, place) => {
    const { size } = outcomes[place] as Decoded | Failed
    return size ? [{ ...file, ...size }] : []
  })
  const [first] = outcomes
  if (sized.length === 0)
    throw new DuctalError(
      'training/no-patches',
      `None of the ${files.length} patches in ${folder} can be read, such as ${files[0]?.path} (${(first as Failed).reason}). Copy the folder again from its source.`
    )
  const wrong = wrongSize(sized)
  if (wrong)
    throw new DuctalError(
      'training/bad-patches',
      `The images in ${folder} are not patches: ${wrong}. Cut them again with ${patchEdge}×${patchEdge} pixels at 4 µm per pixel.`
    )
}

/** Writes each file's pixels to its position and returns the outcome of each file. */
async function decodeInto(pixels: Uint8Array, folder: string, files: PatchFile[], signal?: AbortSignal) {
  const outcomes: (Decoded | Failed)[] = []
  let next = 0
  const work = async () => {
    while (next < files.length) {
      signal?.throwIfAborted()
      const place = next++
      try {
        const picture = await decodePicture(join(folder, (files[place] as PatchFile).path))
        pixels.set(padded(picture), place * patchBytes)
        const { jpeg, width, height } = picture
        outcomes[place] = { size: { width, height }, jpeg }
      } catch (error) {
        outcomes[place] = reasonOf(error)
      }
    }
  }
  await Promise.all(Array.from({ length: together }, work))
  return outcomes
}
