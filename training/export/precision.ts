import { type Precision, precisions } from '../../engine/model-folder/precision.ts'
import type { ModelSpec, StorageSpec } from '../../engine/model-folder/spec.ts'
import { type Trained, writeModel, writeSpec } from './model.ts'

/** Share of patches whose class may change in exchange for smaller weights. */
const mayChange = 0.005

/** Below this size, 8-bit weights would save too little space to justify rounding to 256 steps. */
const manyParameters = 1_000_000

export interface Stored {
  spec: ModelSpec
  /** Probabilities of all patches, computed with the stored weights. */
  scores: Float32Array
}

/**
 * Writes a model with as few bits per weight as its predictions allow: 8 for a large model, else
 * 16, else
 * 32. `before` has the probabilities by the weights as trained; `judge` returns those of the model
 *     in the folder.
 */
export async function writeSmallest(
  folder: string,
  trained: Trained,
  before: Float32Array,
  judge: () => Promise<Float32Array>
): Promise<Stored> {
  for (const precision of choices(trained.model.countParams())) {
    const written = await writeModel(folder, trained, precision)
    const scores = await judge()
    const changedClasses = changes(before, scores, trained.threshold)
    if (precision !== 'float32' && changedClasses >= mayChange * before.length) continue
    const storage: StorageSpec = { precision, patches: before.length, changedClasses }
    const spec = { ...written, storage }
    await writeSpec(folder, spec)
    return { spec, scores }
  }
  throw new RangeError('float32 is always allowed.')
}

const choices = (parameters: number): readonly Precision[] =>
  parameters >= manyParameters ? precisions : precisions.filter(precision => precision !== 'uint8')

/** Number of patches that move to the other side of the threshold. */
function changes(before: Float32Array, after: Float32Array, threshold: number): number {
  return before.reduce(
    (sum, score, i) => sum + (score >= threshold === (after[i] as number) >= threshold ? 0 : 1),
    0
  )
}
