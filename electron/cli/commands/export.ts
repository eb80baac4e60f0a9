import type { PatchCounts } from '../../../contract/slides/patches.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { textOf, usage, wordOf } from '../../../terminal/values.ts'
import { formats } from '../../host/exports/formats.ts'
import { options, runIdOf } from '../options.ts'
import { pathOf } from '../program.ts'
import { answerOf, withHost } from '../session.ts'

/** All but the last are files of the run's result; the last is a folder of reviewed patches. */
const words = [...formats.map(({ name }) => name), 'patches']
const choices = words.join('|')

export const exportCommand: Command = {
  name: 'export',
  synopsis: `RUN --format ${choices} --out FILE [--force] [--patient NAME] [--data DIR] [--json]`,
  summary: 'Export the result of an analysis to a file, or its reviewed patches to a folder.',
  options: options('format', 'out', 'force', 'patient', 'data', 'json'),
  positionals: { min: 1, max: 1 },
  async run({ values, positionals, output, signal }) {
    const runId = runIdOf(positionals[0] ?? '')
    const format = wordOf(values, 'format', words)
    const out = textOf(values, 'out')
    if (!format || !out) throw usage(`Give --format ${choices} and --out FILE.`)
    const path = pathOf(out)
    const patient = textOf(values, 'patient')
    if (patient && format !== 'patches') throw usage('--patient works only with --format patches.')
    if (format === 'patches') {
      const written = await withHost(values, (client, host) => {
        const to = { handle: host.chooseTarget(path, false) }
        return client.call('runs.exportPatches', { runId, to, ...(patient && { patient }) }, signal)
      })
      output.say(summaryOf(written.patches))
      await output.answer(answerOf(written), () => `${written.path} (${written.bytes} bytes)\n`)
      return exits.done
    }
    const written = await withHost(values, (client, host) => {
      const to = { handle: host.chooseTarget(path, values.force === true) }
      return client.call('runs.export', { runId, format, to }, signal)
    })
    await output.answer(answerOf(written), () => `${written.path} (${written.bytes} bytes)\n`)
    return exits.done
  }
}

function summaryOf(of: PatchCounts): string {
  const unreadable = of.unreadable > 0 ? `, ${of.unreadable} unreadable` : ''
  return `${of.positive} patches IDC, ${of.negative} not IDC: ${of.confirmed} confirmed, ${of.falsePositive} false positive, ${of.falseNegative} false negative. Left out: ${of.unsure} unsure, ${of.unlabelled} unlabelled${unreadable}.`
}
