import { flagRecord, qualityFlags } from '../contract/runs/quality.ts'
import { QualityCheck, type QualitySummary } from '../engine/quality/quality.ts'
import { type PatchSet, patientNameOf, pixelsTogether } from './data/patches.ts'

/** Number of patches in a folder that the quality check flags. */
export interface QualityCount {
  patches: number
  flagged: number
  byClass: QualitySummary['byFlag']
  /** Patients whose whole slide seems to have another scale. */
  otherScale: string[]
}

/** Runs the quality check on the patches at `indices`; each patient's patches are one slide. */
export function countFlagged(set: PatchSet, indices: Uint32Array): QualityCount {
  const check = new QualityCheck()
  const byClass: QualityCount['byClass'] = flagRecord(() => 0)
  const count: QualityCount = { patches: indices.length, flagged: 0, byClass, otherScale: [] }
  for (const [patient, own] of byPatient(set, indices)) {
    const summary = check.summarise(check.check(pixelsTogether(set, own), own.length))
    count.flagged += summary.flagged
    for (const flag of qualityFlags) byClass[flag] += summary.byFlag[flag]
    if (summary.otherScale) count.otherScale.push(patient)
  }
  return count
}

/** Returns the indices of each patient, sorted by name. */
function byPatient(set: PatchSet, indices: Uint32Array): [patient: string, indices: Uint32Array][] {
  const groups = new Map<string, number[]>()
  for (const index of indices) {
    const patient = patientNameOf(set, index)
    const group = groups.get(patient)
    if (group) group.push(index)
    else groups.set(patient, [index])
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([patient, group]) => [patient, Uint32Array.from(group)])
}
