import { renewTemperature } from '../calibration/renew-temperature.ts'
import { type Command, print } from './command.ts'
import { flag, folderOf, text } from './options.ts'

export const temperatureCommand: Command = {
  name: 'temperature',
  synopsis: '--model DIR --patches DIR',
  summary: 'Calibrate a model with a temperature, fitted on its validation patients.',
  // The result is always JSON, but --json is accepted.
  options: { model: text, patches: text, json: flag },
  async run(values) {
    await print(await renewTemperature(folderOf(values, 'model'), folderOf(values, 'patches')))
  }
}
