import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { renewTemperature } from '../../calibration/renew-temperature.ts'
import { folderOf, options } from '../options.ts'
import { changedModelOf } from '../outputs.ts'

export const temperatureCommand: Command = {
  name: 'temperature',
  synopsis: '--model DIR --patches DIR',
  summary: trainingSummaries.temperature,
  // The result is always JSON, but --json is accepted.
  options: options('model', 'patches', 'json'),
  async run({ values, output }) {
    await output.answer(await renewTemperature(await changedModelOf(values), folderOf(values, 'patches')))
    return exits.done
  }
}
