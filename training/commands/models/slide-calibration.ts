import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { namesOf } from '../../../terminal/values.ts'
import { renewField } from '../../calibration/renew-slide-calibration.ts'
import { folderOf, options } from '../options.ts'
import { changedModelOf } from '../outputs.ts'

export const slideCalibrationCommand: Command = {
  name: 'field',
  synopsis: '--model DIR --folds DIR,DIR… --patches DIR',
  summary: trainingSummaries.field,
  // The result is always JSON, but --json is accepted.
  options: options('model', 'folds', 'patches', 'json'),
  async run({ values, output }) {
    await output.answer(
      await renewField(await changedModelOf(values), namesOf(values, 'folds'), folderOf(values, 'patches'))
    )
    return exits.done
  }
}
