import { type Precision, precisions } from '../../engine/precision.ts'
import type { ModelSpec, StorageSpec } from '../../engine/spec.ts'
import { type Trained, writeModel, writeSpec } from './model.ts'

/** Share of the patches that may change their class for weights in less space. */
const mayChange = 0.005

/** Smaller networks take no space that would be worth a rounding to 256 steps. */
const manyParameters = 1_000_000

export interface Stored {
  spec: ModelSpec
  /** Of all patches, by the model as it is stored. */
  scores: Float32Array
}

/**
 * Writes a model with its weights in as few bits as its judgement allows: in 8 where it is large, else in 16, else in 32. `before` are the
 * probabilities by the weights as they were trained; `judge` gives those of the model that lies in the folder.
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

/** How many patches are on the other side of the threshold. */
function changes(before: Float32Array, after: Float32Array, threshold: number): number {
  return before.reduce(
    (sum, score, i) => sum + (score >= threshold === (after[i] as number) >= threshold ? 0 : 1),
    0
  )
}
