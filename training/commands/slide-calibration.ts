import { renewField } from '../calibration/renew-slide-calibration.ts'
import { type Command, print } from './command.ts'
import { flag, folderOf, namesOf, text } from './options.ts'

export const fieldCommand: Command = {
  name: 'field',
  synopsis: '--model DIR --folds DIR,DIR… --patches DIR',
  summary: 'Add slide calibration to a model, fitted on trainings that left one slide out each.',
  // The result is always JSON, but --json is accepted.
  options: { model: text, folds: text, patches: text, json: flag },
  async run(values) {
    await print(
      await renewField(folderOf(values, 'model'), namesOf(values, 'folds'), folderOf(values, 'patches'))
    )
  }
}
