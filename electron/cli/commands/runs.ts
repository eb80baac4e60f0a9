import { isNothing, outcomeTitles } from '../../../contract/runs/outcome.ts'
import type { Run } from '../../../contract/runs/run.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { tableOf } from '../../../terminal/output.ts'
import { options } from '../options.ts'
import { withHost } from '../session.ts'

export const runs: Command = {
  name: 'runs',
  synopsis: '[--data DIR] [--json]',
  summary: 'List the analyses in the library, newest first.',
  options: options('data', 'json'),
  async run({ values, output }) {
    const { runs, names } = await withHost(values, async client => ({
      runs: await client.call('runs.list', {}),
      names: new Map((await client.call('slides.list', undefined)).map(({ id, name }) => [id, name]))
    }))
    await output.answer(runs, () => textOf(runs, names))
    return exits.done
  }
}

function textOf(runs: Run[], names: Map<number, string>): string {
  if (runs.length === 0) return 'The library has no analyses yet. Start one with “analyze PATH”.\n'
  return tableOf(
    ['run', 'slide', 'model', 'engine', 'status', 'tiles', 'failed', 'patches', 'marked', 'started'],
    runs.map(({ id, slideId, model, engine, status, outcome, tiles, patches, positive, createdAt }) => [
      id,
      names.get(slideId) ?? `slide ${slideId}`,
      model,
      engine ?? '–',
      outcome === null || outcome === 'complete' ? status : outcomeTitles[outcome].toLowerCase(),
      `${tiles.done + tiles.failed + tiles.background}/${tiles.total}`,
      tiles.failed,
      patches,
      isNothing(outcome) ? '–' : positive,
      createdAt.slice(0, 16).replace('T', ' ')
    ])
  )
}
