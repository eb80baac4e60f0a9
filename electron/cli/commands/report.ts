import { reportFormats } from '../../../contract/review/report.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { numberOf, textOf, usage, wordOf } from '../../../terminal/values.ts'
import { options, runIdOf } from '../options.ts'
import { pathOf } from '../program.ts'
import { answerOf, withHost } from '../session.ts'

const words = reportFormats.map(({ name }) => name)
const formats = words.join('|')

export const report: Command = {
  name: 'report',
  synopsis: `RUN --out FILE [--force] [--format ${formats}] [--pictures N] [--data DIR] [--json]`,
  summary: 'Save the region report of an analysis as a document or as data.',
  options: options('out', 'force', 'format', 'pictures', 'data', 'json'),
  positionals: { min: 1, max: 1 },
  reads: true,
  async run({ values, positionals, output, signal }) {
    const runId = runIdOf(positionals[0] ?? '')
    const out = textOf(values, 'out')
    if (!out) throw usage('Give --out FILE. The format follows from its extension or from --format.')
    const format = wordOf(values, 'format', words) ?? formatOf(out)
    const pictures = numberOf(values, 'pictures', { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true })
    const written = await withHost(values, (client, host) => {
      const to = { handle: host.chooseTarget(pathOf(out), values.force === true) }
      return client.call(
        'runs.report',
        { runId, format, to, ...(pictures !== undefined && { pictures }) },
        signal
      )
    })
    if (written.lacks) output.say(written.lacks)
    await output.answer(answerOf(written), () => `${written.path} (${written.bytes} bytes)\n`)
    return exits.done
  }
}

/**
 * Derives the format from the file name.
 * @throws usage
 */
function formatOf(file: string): string {
  const name = file.toLowerCase()
  const format = words.toSorted((a, b) => b.length - a.length).find(word => name.endsWith(`.${word}`))
  if (!format)
    throw usage(`The extension of ${file} is not a report format. Choose one with --format ${formats}.`)
  return format
}
