import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'
import { cachePath, readCache, writeCache } from './cache.ts'
import { decodePatch } from './decode.ts'
import { findPatches, type PatchFile } from './layout.ts'
import { type PatchSet, patchBytes } from './patches.ts'

/** Number of files decoded at once, enough to keep the decoder's threads busy. */
const together = 16

/**
 * Loads all patches of a folder in the published layout, with one or more patients. Broken files
 * are listed and left out. Decoded patches are cached outside the folder.
 * @throws `training/no-patches`, `path/…`
 */
export async function loadPatches(folder: string, signal?: AbortSignal): Promise<PatchSet> {
  const files = await findPatches(folder)
  const cached = cachePath(folder, files)
  const before = await readCache(cached)
  if (before) return before
  const set = await decodeAll(folder, files, signal)
  await writeCache(cached, set)
  return set
}

async function decodeAll(folder: string, files: PatchFile[], signal?: AbortSignal): Promise<PatchSet> {
  const pixels = new Uint8Array(files.length * patchBytes)
  const decoded = await decodeInto(pixels, folder, files, signal)
  const kept: PatchFile[] = []
  const broken: PatchSet['broken'] = []
  let padded = 0
  decoded.forEach((patch, place) => {
    const file = files[place] as PatchFile
    if ('reason' in patch) {
      broken.push({ file: file.path, reason: patch.reason })
      return
    }
    // Closes the gaps left by broken files.
    if (place > kept.length)
      pixels.copyWithin(kept.length * patchBytes, place * patchBytes, (place + 1) * patchBytes)
    padded += patch.padded ? 1 : 0
    kept.push(file)
  })
  if (kept.length === 0)
    throw new DuctalError(
      'training/no-patches',
      `None of the ${files.length} patches in ${folder} can be read. Copy the folder again from its source.`
    )
  const patients = [...new Set(files.map(file => file.patient))].sort()
  const owners = new Map(patients.map((patient, owner) => [patient, owner]))
  return {
    count: kept.length,
    // A view, because a copy of a whole data set would take gigabytes.
    pixels: pixels.subarray(0, kept.length * patchBytes),
    classes: Uint8Array.from(kept, file => file.class),
    patients,
    patientOf: Uint16Array.from(kept, file => owners.get(file.patient) as number),
    files: kept.map(file => file.path),
    padded,
    broken
  }
}

/** Writes each file's pixels to its position and returns the outcome of each file. */
async function decodeInto(pixels: Uint8Array, folder: string, files: PatchFile[], signal?: AbortSignal) {
  const decoded: ({ padded: boolean } | { reason: string })[] = []
  let next = 0
  const work = async () => {
    while (next < files.length) {
      signal?.throwIfAborted()
      const place = next++
      try {
        const patch = await decodePatch(join(folder, (files[place] as PatchFile).path))
        pixels.set(patch.pixels, place * patchBytes)
        decoded[place] = { padded: patch.padded }
      } catch (error) {
        decoded[place] = { reason: error instanceof Error ? error.message : String(error) }
      }
    }
  }
  await Promise.all(Array.from({ length: together }, work))
  return decoded
}
