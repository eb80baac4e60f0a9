import type { Relinked } from '../../../contract/slides/library.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { options } from '../options.ts'
import { pathOf } from '../program.ts'
import { withHost } from '../session.ts'

export const relink: Command = {
  name: 'relink',
  synopsis: 'FOLDER… [--data DIR] [--json]',
  summary: 'Find moved slides by their content in folders and their subfolders.',
  options: options('data', 'json'),
  positionals: { min: 1, max: Number.MAX_SAFE_INTEGER },
  reads: true,
  async run({ values, positionals, output, signal }) {
    const relinked = await withHost(values, client =>
      client.call('library.relink', { folders: positionals.map(pathOf) }, signal)
    )
    await output.answer(relinked, () => textOf(relinked))
    return relinked.missing.length === 0 ? exits.done : exits.slideRefused
  }
}

function textOf({ found, missing, searched }: Relinked): string {
  const lines = [
    ...found.map(({ from, to }) => `found    ${from}\n      at ${to}`),
    ...missing.map(({ path }) => `missing  ${path}`)
  ]
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}${found.length} found, ${missing.length} still missing; ${searched} ${searched === 1 ? 'file' : 'files'} checked.\n`
}
