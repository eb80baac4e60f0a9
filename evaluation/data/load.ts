import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'
import { cachePath, readCache, writeCache } from './cache.ts'
import { decodePatch } from './decode.ts'
import { findPatches, type PatchFile } from './layout.ts'
import { type PatchSet, patchBytes } from './patches.ts'

/**
 * All patches of a folder in the published layout, one patient or many. Broken files are named and left out. Decoded
 * patches are cached outside the folder. Throws `training/no-patches`, `path/missing`.
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
  const patients = [...new Set(files.map(file => file.patient))].sort()
  const pixels = new Uint8Array(files.length * patchBytes)
  const broken: PatchSet['broken'] = []
  const kept: PatchFile[] = []
  let padded = 0
  for (const file of files) {
    signal?.throwIfAborted()
    try {
      const patch = await decodePatch(join(folder, file.path))
      pixels.set(patch.pixels, kept.length * patchBytes)
      padded += patch.padded ? 1 : 0
      kept.push(file)
    } catch (error) {
      broken.push({ file: file.path, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  if (kept.length === 0)
    throw new DuctalError(
      'training/no-patches',
      `None of the ${files.length} patches in ${folder} can be read.`
    )
  return {
    count: kept.length,
    pixels: pixels.slice(0, kept.length * patchBytes),
    classes: Uint8Array.from(kept, file => file.class),
    patients,
    patientOf: Uint16Array.from(kept, file => patients.indexOf(file.patient)),
    files: kept.map(file => file.path),
    padded,
    broken
  }
}
