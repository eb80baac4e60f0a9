import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { namesOf } from '../../../terminal/values.ts'
import { renewCard } from '../../export/renew-card.ts'
import { options } from '../options.ts'
import { changedModelOf } from '../outputs.ts'

export const cardCommand: Command = {
  name: 'card',
  synopsis: '--model DIR [--folds DIR,DIR…] [--note TEXT]…',
  summary: trainingSummaries.card,
  options: options('model', 'folds', 'note'),
  async run({ values }) {
    const notes = (values.note ?? []) as string[]
    await renewCard(await changedModelOf(values), { folds: namesOf(values, 'folds'), notes })
    return exits.done
  }
}
