import { renewCard } from '../export/renew-card.ts'
import type { Command } from './command.ts'
import { folderOf, namesOf, text, texts } from './options.ts'

export const cardCommand: Command = {
  name: 'card',
  synopsis: '--model DIR [--folds DIR,DIR…] [--note TEXT]…',
  summary: 'Rewrite a model card, with trainings that left one slide out each, and with notes.',
  options: { model: text, folds: text, note: texts },
  async run(values) {
    const notes = (values.note ?? []) as string[]
    await renewCard(folderOf(values, 'model'), { folds: namesOf(values, 'folds'), notes })
  }
}
