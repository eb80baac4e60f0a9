import { classOf, type PatchSet } from '../../evaluation/data/patches.ts'
import { type Random, randomOf, shuffled } from '../../evaluation/random.ts'

/**
 * `each`: every patch once per epoch. `balanced`: both classes equally often, and each patient in
 * proportion to the square root of its patches.
 */
export type Sampling = 'each' | 'balanced'

/** Indices of one epoch in training order; the same seed and epoch produce the same order. */
export function drawEpoch(
  set: PatchSet,
  train: Uint32Array,
  sampling: Sampling,
  count: number,
  seed: number,
  epoch: number
): Uint32Array {
  const random = randomOf('epoch', seed, epoch)
  if (sampling === 'each') return Uint32Array.from(shuffled([...train], random))
  const draw = [drawerOf(set, train, 0), drawerOf(set, train, 1)] as const
  return Uint32Array.from({ length: count }, (_, i) => draw[i % 2 === 0 ? 0 : 1](random))
}

/**
 * Draws a patient with a probability proportional to the square root of its number of patches, then
 * one of these patches.
 */
function drawerOf(set: PatchSet, train: Uint32Array, wanted: 0 | 1): (random: Random) => number {
  const byPatient = new Map<number, number[]>()
  for (const index of train) {
    if (classOf(set, index) !== wanted) continue
    const patient = set.patientOf[index] as number
    const patches = byPatient.get(patient) ?? []
    byPatient.set(patient, patches)
    patches.push(index)
  }
  const groups = [...byPatient.values()]
  const total = groups.reduce((sum, patches) => sum + Math.sqrt(patches.length), 0)
  return random => {
    let place = random() * total
    for (const patches of groups) {
      place -= Math.sqrt(patches.length)
      if (place < 0) return patches[Math.floor(random() * patches.length)] as number
    }
    const last = groups[groups.length - 1] as number[]
    return last[last.length - 1] as number
  }
}
