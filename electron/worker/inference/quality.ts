import type { GateReport } from '../../../contract/worker.ts'
import type { ModelSpec } from '../../../engine/model-folder/spec.ts'
import type { Gate } from '../../../engine/quality/quality.ts'
import type { Cut } from '../patches/patches.ts'

/** The scale and patch size that the quality check was fitted on. */
const known = { mpp: 4, patch: 50 }

let gate: Gate | undefined

/**
 * Runs the quality check on patches cut for a model. Returns null at other scales or patch sizes.
 * @param count number of patches in the task, including unreadable ones
 */
export async function gateOf(
  { mpp, patch }: ModelSpec['input'],
  { pixels, indexes }: Cut,
  count: number
): Promise<GateReport | null> {
  if (mpp !== known.mpp || patch !== known.patch) return null
  gate ??= new (await import('../../../engine/quality/quality.ts')).Gate()
  const { classes, scaleEvidence } = gate.judge(pixels, indexes.length)
  const report: GateReport = {
    flags: new Uint8Array(count),
    scaleEvidence: new Float32Array(count),
    scaleThreshold: gate.weights.slideThreshold
  }
  indexes.forEach((index, i) => {
    report.flags[index] = classes[i]!
    report.scaleEvidence[index] = scaleEvidence[i]!
  })
  return report
}
