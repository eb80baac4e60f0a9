import { readSpec } from '../../../engine/model-folder/spec.ts'
import { type Asked, type Deletion, deletionOf, type Fall } from '../../../evaluation/deletion.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { namesOf, usage, type Values, wholeNumberOf } from '../../../terminal/values.ts'
import { keepDeletion } from '../../export/deletion.ts'
import { expectSameRecipe } from '../../export/renew-card.ts'
import { modelOf } from '../models/model.ts'
import { folderOf, options, seedOf } from '../options.ts'
import { expectChangeable } from '../outputs.ts'

export const deletionCommand: Command = {
  name: 'deletion',
  synopsis:
    '--model NAME|DIR --patches DIR [--patients A,B | --folds DIR,DIR…] [--most N] [--seed N] [--keep] [--json]',
  summary: trainingSummaries.deletion,
  options: options('model', 'patches', 'patients', 'folds', 'most', 'seed', 'keep', 'json'),
  async run({ values, output }) {
    const model = await modelOf(values)
    if (values.keep === true) await expectChangeable(model, values)
    const folds = namesOf(values, 'folds')
    const found = await deletionOf({
      patches: folderOf(values, 'patches'),
      asked:
        folds.length > 0
          ? await askedOf(model, folds, values)
          : [{ model, patients: namesOf(values, 'patients') }],
      leftOut: folds.length > 0,
      most: wholeNumberOf(values, 'most', 1) ?? 200,
      seed: seedOf(values)
    })
    const deletion = { model: (await readSpec(model)).name, ...found }
    if (values.keep === true) await keepDeletion(model, deletion)
    await output.answer(deletion, () => summaryOf(deletion))
    return exits.done
  }
}

/**
 * Trainings with the model's recipe, each with the patients that it left out.
 * @throws usage, model/…
 */
async function askedOf(model: string, folds: string[], values: Values): Promise<Asked[]> {
  if (values.patients !== undefined)
    throw usage('--folds uses the patients each training left out. Omit --patients.')
  await expectSameRecipe(model, folds)
  return Promise.all(
    folds.map(async fold => {
      const { trainingData } = await readSpec(fold)
      if (trainingData.heldOutPatients.length === 0)
        throw usage(`The training in ${fold} left no patients out. Give trainings that did.`)
      return { model: fold, patients: trainingData.heldOutPatients }
    })
  )
}

const fall = ({ attended, random, ratio }: Fall) =>
  `${attended.toFixed(4)}, random ${random.toFixed(4)}${ratio === null ? '' : `, ratio ${ratio.toFixed(2)}`}`

const summaryOf = ({ model, kind, patches, patients, leftOut, mean, glass, holds }: Deletion) =>
  `${model}${leftOut ? ', by trainings of its recipe on patients they left out' : ''}: 10 % of the pixels deleted from ${patches} true positives
of ${patients.join(', ') || 'no patients'}, chosen by ${kind}. Average fall in probability:
replaced by mean colour: ${fall(mean)}
replaced by empty glass: ${fall(glass)}
${holds ? 'At least' : 'Less than'} 1.5 times the fall of random pixels (mean colour).
`
