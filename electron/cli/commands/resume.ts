import { DuctalError } from '../../../contract/errors.ts'
import type { Command } from '../../../terminal/command.ts'
import { attend } from '../follow-run.ts'
import { options, runIdOf } from '../options.ts'
import { documentOf, exitOfResult, textOf } from '../result.ts'
import { withHost } from '../session.ts'

export const resume: Command = {
  name: 'resume',
  synopsis: 'RUN [--data DIR] [--json]',
  summary: 'Continue a stopped or interrupted analysis at its next unfinished tile.',
  options: options('data', 'json'),
  positionals: { min: 1, max: 1 },
  reads: true,
  async run({ values, positionals, output, signal }) {
    const runId = runIdOf(positionals[0] ?? '')
    const result = await withHost(values, async client => {
      const run = await client.call('runs.get', { runId })
      const slide = (await client.call('slides.list', undefined)).find(({ id }) => id === run.slideId)
      if (!slide)
        throw new DuctalError(
          'slide/unknown',
          `The slide of analysis ${runId} was removed. Open it again and start a new analysis.`
        )
      if (run.status === 'done') output.say(`Analysis ${runId} is already finished.`)
      return attend({ client, output, signal }, slide, () => client.call('runs.resume', { runId }, signal))
    })
    await output.answer(documentOf(result), () => textOf(result))
    return exitOfResult(result)
  }
}
