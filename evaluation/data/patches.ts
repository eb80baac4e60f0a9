import { constants } from 'node:buffer'
import { totalmem } from 'node:os'
import { publishedLayout } from '../../contract/slides/published-layout.ts'
import { nameIn, parsePatchName } from './names.ts'

export const { patch: patchEdge } = publishedLayout
export const patchBytes = patchEdge * patchEdge * 3

/** Number of decoded patches that fit into one array, and into half of this computer's memory. */
export const mostPatches = Math.floor(Math.min(constants.MAX_LENGTH, totalmem() / 2) / patchBytes)

/** Patches of a folder in memory, ordered by file name. */
export interface PatchSet {
  count: number
  /** count × 50 × 50 × 3, RGB, row by row. */
  pixels: Uint8Array
  /** 1 = invasive ductal carcinoma. */
  classes: Uint8Array
  /** Sorted names. */
  patients: string[]
  /** Index into `patients`, one per patch. */
  patientOf: Uint32Array
  files: string[]
  /** 1 for a patch smaller than 50×50, which was padded by reflection. */
  padded: Uint8Array
  /** 1 for a patch stored as JPEG, which loses detail. */
  jpeg: Uint8Array
  /** Unreadable files, which are left out of the set. */
  broken: BrokenPatch[]
  /** Images that are not named as patches, which are left out of the set. */
  others: string[]
}

export interface BrokenPatch {
  file: string
  patient: string
  reason: string
}

/** Returns the pixels of one patch as a view, not a copy. */
export function pixelsOf(set: Pick<PatchSet, 'pixels'>, index: number): Uint8Array {
  return set.pixels.subarray(index * patchBytes, (index + 1) * patchBytes)
}

/** Returns a copy of the pixels of the patches at `indices`, one after the other. */
export function pixelsTogether(set: Pick<PatchSet, 'pixels'>, indices: Uint32Array): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(indices.length * patchBytes)
  indices.forEach((index, place) => {
    pixels.set(pixelsOf(set, index), place * patchBytes)
  })
  return pixels
}

export const patientNameOf = (set: PatchSet, index: number): string =>
  set.patients[set.patientOf[index] as number] as string

export const classOf = (set: Pick<PatchSet, 'classes'>, index: number): 0 | 1 =>
  set.classes[index] === 1 ? 1 : 0

/** Returns how many of the patches at `indices` are of each class. */
export function classCounts(
  set: PatchSet,
  indices: ArrayLike<number>
): { negative: number; positive: number } {
  let positive = 0
  for (let i = 0; i < indices.length; i++) positive += classOf(set, indices[i] as number)
  return { negative: indices.length - positive, positive }
}

/** Returns the sorted names of the patients that the patches at `indices` belong to. */
export function patientsOf(set: PatchSet, indices: ArrayLike<number>): string[] {
  const names = new Set<string>()
  for (let i = 0; i < indices.length; i++) names.add(patientNameOf(set, indices[i] as number))
  return [...names].sort()
}

/** Returns the indices of these patients' patches, in the set's order. */
export function patchesOf(set: PatchSet, patients: string[]): Uint32Array {
  const wanted = new Set(patients)
  const everything = Uint32Array.from({ length: set.count }, (_, index) => index)
  return everything.filter(index => wanted.has(patientNameOf(set, index)))
}

/** Position on the slide's grid, from the patch's published name: corners at 1, 51, 101, … */
export function placeOf(set: PatchSet, index: number): { column: number; row: number } {
  const { x = 0, y = 0 } = parsePatchName(nameIn(set.files[index] as string)) ?? {}
  return { column: Math.floor(x / patchEdge), row: Math.floor(y / patchEdge) }
}
