import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { folderOf, options } from '../options.ts'
import { changedModelOf } from '../outputs.ts'

/**
 * A command that fits a calibration of a model on a folder of patches.
 * @param renew rewrites the model's folder, and returns what it found
 */
export const calibrationCommand = (
  name: 'surroundings' | 'temperature',
  renew: (model: string, patches: string) => Promise<unknown>
): Command => ({
  name,
  synopsis: '--model DIR --patches DIR',
  summary: trainingSummaries[name],
  // The result is always JSON, but --json is accepted.
  options: options('model', 'patches', 'json'),
  async run({ values, output }) {
    await output.answer(await renew(await changedModelOf(values), folderOf(values, 'patches')))
    return exits.done
  }
})
