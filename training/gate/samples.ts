import { gateClasses } from '../../electron/engine/gate/classes.ts'
import { featuresOf, gateEdge, gateFeatures } from '../../electron/engine/gate/features.ts'
import { type PatchSet, patientNameOf, pixelsOf, placeOf } from '../../evaluation/data/patches.ts'
import { randomOf } from '../../evaluation/random.ts'
import type { Recipe, Source } from './kinds.ts'
import { realTrial } from './real.ts'

/** One patch as the gate sees it. */
export interface Sample {
  patient: string
  /** Place in gateClasses. */
  class: number
  /** What was made of the patch: a trial's name. */
  name: string
  features: Float32Array
}

/**
 * What each recipe makes of each patch, as far as it can be made of it. The same seed gives the same.
 * @param every one patch in so many, the real ones all
 */
export function samplesOf(set: PatchSet, recipes: readonly Recipe[], seed: number, every = 1): Sample[] {
  const around = surroundings(set)
  const samples: Sample[] = []
  for (let index = 0; index < set.count; index++) {
    const source: Source = { patch: pixelsOf(set, index), around: around(index) }
    recipes.forEach(({ name, kind, make }, number) => {
      if (index % every !== 0 && name !== realTrial) return
      const made = make(source, randomOf(seed, 'gate', number, set.files[index] as string))
      if (!made) return
      const features = new Float32Array(gateFeatures)
      featuresOf(made, 0, features, 0)
      const patient = patientNameOf(set, index)
      samples.push({ patient, class: gateClasses.indexOf(kind), name, features })
    })
  }
  return samples
}

/** A patch with those to its right, below and below right, as one image; null where one of them is missing. */
function surroundings(set: PatchSet): (index: number) => Uint8Array | null {
  const key = (patient: string, column: number, row: number) => `${patient} ${column} ${row}`
  const places = new Map<string, number>()
  for (let index = 0; index < set.count; index++) {
    const { column, row } = placeOf(set, index)
    places.set(key(patientNameOf(set, index), column, row), index)
  }
  return index => {
    const { column, row } = placeOf(set, index)
    const corners = [0, 1].flatMap(down =>
      [0, 1].map(across => places.get(key(patientNameOf(set, index), column + across, row + down)))
    )
    return corners.every(corner => corner !== undefined)
      ? joined(corners.map(corner => pixelsOf(set, corner)))
      : null
  }
}

function joined(corners: Uint8Array[]): Uint8Array {
  const line = gateEdge * 3
  const image = new Uint8Array(4 * gateEdge * line)
  corners.forEach((pixels, corner) => {
    for (let y = 0; y < gateEdge; y++) {
      const row = y + (corner >> 1) * gateEdge
      image.set(pixels.subarray(y * line, (y + 1) * line), row * 2 * line + (corner & 1) * line)
    }
  })
  return image
}
