import { type Restored, restoreLibrary } from '../../host/db/restore.ts'
import type { Command } from '../command.ts'
import { exits } from '../exit.ts'
import { dataOption, jsonOption } from '../parse.ts'
import { pathOf } from '../program.ts'
import { dataFolderOf } from '../session.ts'

export const restore: Command = {
  name: 'restore',
  synopsis: '[COPY] [--data DIR] [--json]',
  summary: 'Puts the newest whole copy of the library, or the one named, in its place.',
  options: { ...dataOption, ...jsonOption },
  positionals: { min: 0, max: 1 },
  reads: false,
  async run({ values, positionals, output }) {
    const [copy] = positionals
    const restored = restoreLibrary(dataFolderOf(values), copy === undefined ? undefined : pathOf(copy))
    await output.answer(restored, () => textOf(restored))
    return exits.done
  }
}

const textOf = ({ from, keptAs }: Restored): string =>
  `The library is the copy ${from} now.\n${keptAs === null ? '' : `What was there, with all that was done since, is kept as ${keptAs}.\n`}`
