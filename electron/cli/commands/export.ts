import { ExportFormat } from '../../../contract/calls.ts'
import type { Command } from '../command.ts'
import { exits } from '../exit.ts'
import { dataOption, jsonOption, runIdOf, textOf, usage, wordOf } from '../parse.ts'
import { pathOf } from '../program.ts'
import { withHost } from '../session.ts'

const formats = ExportFormat.options.join('|')

export const exportCommand: Command = {
  name: 'export',
  synopsis: `RUN --format ${formats} --out FILE [--data DIR] [--json]`,
  summary: 'Writes the result of a run to a file.',
  options: { format: { type: 'string' }, out: { type: 'string' }, ...dataOption, ...jsonOption },
  positionals: { min: 1, max: 1 },
  reads: false,
  async run({ values, positionals, output, signal }) {
    const runId = runIdOf(positionals[0] ?? '')
    const format = wordOf(values, 'format', ExportFormat.options)
    const out = textOf(values, 'out')
    if (!format || !out) throw usage(`An export needs --format ${formats} and --out FILE.`)
    const written = await withHost(values, client =>
      client.call('runs.export', { runId, format, path: pathOf(out) }, signal)
    )
    await output.answer(written, () => `${written.path} (${written.bytes} bytes)\n`)
    return exits.done
  }
}
