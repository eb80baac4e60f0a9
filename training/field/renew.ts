import { DuctalError } from '../../contract/errors.ts'
import { type Engine, openEngine } from '../../electron/engine/engine.ts'
import { readSpec } from '../../electron/engine/spec.ts'
import { untempered } from '../../electron/engine/temperature.ts'
import { loadPatches } from '../../evaluation/data/load.ts'
import { type PatchSet, patientNameOf, placeOf } from '../../evaluation/data/patches.ts'
import { named, score } from '../../evaluation/evaluate.ts'
import { writeSpec } from '../ship/model.ts'
import { type FieldFigures, fitField, type LeftOut, leaveOneOut } from './fit.ts'

/**
 * Gives a model its field: how its recipe's networks judged the slides that they left out says where a fit to a new slide begins, and
 * which threshold serves. Gives the figures of each slide, judged by what the others gave. Throws `usage`, `model/…`, `training/…`.
 */
export async function renewField(model: string, folds: string[], patches: string): Promise<FieldFigures[]> {
  const slides = await leftOutBy(folds, patches)
  const { field, threshold } = fitField(slides)
  const { temperature: _, ...spec } = await named(() => readSpec(model))
  const names = slides.map(({ slide }) => slide).join(', ')
  await writeSpec(model, {
    ...spec,
    field,
    threshold,
    thresholdSource: `Highest mean balanced accuracy over ${names}, each judged by a network of the same recipe that was trained without it.`
  })
  return leaveOneOut(slides)
}

async function leftOutOf(engine: Engine, fold: string, set: PatchSet): Promise<LeftOut> {
  const { trainingData, field } = await named(() => readSpec(fold))
  const [slide, ...more] = trainingData.heldOutPatients
  if (!slide || more.length > 0 || field)
    throw new DuctalError(
      'usage',
      `The training in ${fold} left ${more.length + 1} patients out, or has a field already: name trainings that left out one.`
    )
  const everything = Uint32Array.from({ length: set.count }, (_, index) => index)
  const indices = everything.filter(index => patientNameOf(set, index) === slide)
  if (indices.length === 0)
    throw new DuctalError(
      'usage',
      `The folder has no patient ${slide}, whom the training in ${fold} left out.`
    )
  const { scores, spec } = await score(engine, fold, set, indices)
  return {
    slide,
    places: Array.from(indices, index => placeOf(set, index)),
    classes: Array.from(indices, index => set.classes[index] as number),
    // A field has logits as the network gives them.
    scores: Array.from(scores, probability => untempered(probability, spec.temperature))
  }
}

/** The slides that these trainings left out, as their networks judge them. Throws `usage`, `model/…`, `training/…`. */
export async function leftOutBy(folds: string[], patches: string): Promise<LeftOut[]> {
  if (folds.length < 2)
    throw new DuctalError('usage', '--folds needs at least two trainings that left one slide out each.')
  const set = await loadPatches(patches)
  const engine = await named(() => openEngine('cpu'))
  const slides: LeftOut[] = []
  for (const fold of folds) slides.push(await leftOutOf(engine, fold, set))
  return slides
}
