import type { GateReport } from '../../../contract/worker.ts'
import type { Gate } from '../../../engine/quality/quality.ts'
import type { ModelSpec } from '../../../engine/spec.ts'
import type { Cut } from '../patches/patches.ts'

/** The scale and the patches that the gate was fitted on. */
const known = { mpp: 4, patch: 50 }

let gate: Gate | undefined

/** What the gate says of patches that were cut for a model. @param count patches of the task, those that could not be read among them */
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
