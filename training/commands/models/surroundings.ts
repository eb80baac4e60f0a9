import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { renewSurroundings } from '../../calibration/renew-surroundings.ts'
import { folderOf, options } from '../options.ts'
import { changedModelOf } from '../outputs.ts'

export const surroundingsCommand: Command = {
  name: 'surroundings',
  synopsis: '--model DIR --patches DIR',
  summary: trainingSummaries.surroundings,
  // The result is always JSON, but --json is accepted.
  options: options('model', 'patches', 'json'),
  async run({ values, output }) {
    await output.answer(await renewSurroundings(await changedModelOf(values), folderOf(values, 'patches')))
    return exits.done
  }
}
