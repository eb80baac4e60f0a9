import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { type Restored, restoreLibrary } from '../../host/db/restore.ts'
import { options } from '../options.ts'
import { pathOf } from '../program.ts'
import { dataFolderOf } from '../session.ts'

export const restore: Command = {
  name: 'restore',
  synopsis: '[BACKUP] [--data DIR] [--json]',
  summary: 'Restore the library from the newest usable backup, or from the one given.',
  options: options('data', 'json'),
  positionals: { min: 0, max: 1 },
  async run({ values, positionals, output }) {
    const [copy] = positionals
    const restored = restoreLibrary(dataFolderOf(values), copy === undefined ? undefined : pathOf(copy))
    await output.answer(restored, () => textOf(restored))
    return exits.done
  }
}

const textOf = ({ from, keptAs }: Restored): string =>
  `The library was restored from ${from}.\n${keptAs === null ? '' : `The previous library, with all later work, is kept as ${keptAs}.\n`}`
