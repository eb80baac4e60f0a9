import { Gate, type GateSummary } from '../engine/quality/quality.ts'
import { type PatchSet, patientNameOf, pixelsTogether } from './data/patches.ts'

/** Number of patches in a folder that the quality check flags. */
export interface GateCount {
  patches: number
  flagged: number
  byClass: GateSummary['byClass']
  /** Patients whose whole slide seems to have another scale. */
  otherScale: string[]
}

/** Runs the quality check on the patches at `indices`; each patient's patches are one slide. */
export function countFlagged(set: PatchSet, indices: Uint32Array): GateCount {
  const gate = new Gate()
  const byClass: GateCount['byClass'] = { coarser: 0, finer: 0, colour: 0, blur: 0, pen: 0 }
  const count: GateCount = { patches: indices.length, flagged: 0, byClass, otherScale: [] }
  for (const patient of set.patients) {
    const own = indices.filter(index => patientNameOf(set, index) === patient)
    const summary = gate.summarise(gate.judge(pixelsTogether(set, own), own.length))
    count.flagged += summary.flagged
    for (const kind of Object.keys(byClass) as (keyof typeof byClass)[])
      byClass[kind] += summary.byClass[kind]
    if (summary.otherScale) count.otherScale.push(patient)
  }
  return count
}
