import type { TileQuality } from '../../../contract/worker.ts'
import type { ModelSpec } from '../../../engine/model-folder/spec.ts'
import type { QualityCheck } from '../../../engine/quality/quality.ts'
import type { Cut } from '../patches/patches.ts'

let check: QualityCheck | undefined

/**
 * Runs the quality check on patches cut for a model. Returns null at other scales or patch sizes.
 * @param count number of patches in the task, including unreadable ones
 */
export async function checkQuality(
  { mpp, patch }: ModelSpec['input'],
  { pixels, indexes }: Cut,
  count: number
): Promise<TileQuality | null> {
  const { checkedInput, QualityCheck } = await import('../../../engine/quality/quality.ts')
  if (mpp !== checkedInput.mpp || patch !== checkedInput.patch) return null
  check ??= new QualityCheck()
  const { classes, scaleEvidence } = check.check(pixels, indexes.length)
  const report: TileQuality = {
    flags: new Uint8Array(count),
    scaleEvidence: new Float32Array(count),
    scaleThreshold: check.weights.slideThreshold
  }
  indexes.forEach((index, i) => {
    report.flags[index] = classes[i]!
    report.scaleEvidence[index] = scaleEvidence[i]!
  })
  return report
}
