import { importWords } from '../../../contract/review/import-words.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { textOf, usage } from '../../../terminal/values.ts'
import { asReviewer } from '../as-reviewer.ts'
import { options, runIdOf } from '../options.ts'
import { pathOf } from '../program.ts'
import { withHost } from '../session.ts'

export const importCommand: Command = {
  name: 'import',
  synopsis: 'RUN FILE --reviewer NAME [--data DIR] [--json]',
  summary: 'Import annotations from a QuPath GeoJSON file into the review of an analysis.',
  options: options('reviewer', 'data', 'json'),
  positionals: { min: 2, max: 2 },
  async run({ values, positionals, output, signal }) {
    const runId = runIdOf(positionals[0] ?? '')
    const path = pathOf(positionals[1] ?? '')
    const name = textOf(values, 'reviewer')?.trim()
    if (!name)
      throw usage('Give the reviewer with --reviewer NAME. The import is recorded as that person’s action.')
    const imported = await withHost(values, client =>
      asReviewer(client, name, () => client.call('regions.import', { runId, path }, signal))
    )
    await output.answer(imported, () => `${importWords(imported)}\n`)
    return exits.done
  }
}
