import type { Verification } from '../../../contract/review/review.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { usage } from '../../../terminal/values.ts'
import { options, runIdOf } from '../options.ts'
import { withHost } from '../session.ts'

export const verify: Command = {
  name: 'verify',
  synopsis: '[RUN|--all] [--rebuild] [--data DIR] [--json]',
  summary: 'Check the review log, and that the library matches it.',
  options: options('data', 'json', 'all', 'rebuild'),
  positionals: { min: 0, max: 1 },
  async run({ values, positionals, output }) {
    const [text] = positionals
    if (text !== undefined && values.all) throw usage('Give one RUN or --all, not both.')
    if (text === undefined && values.rebuild) throw usage('--rebuild needs the number of one analysis.')
    const runId = text === undefined ? undefined : runIdOf(text)
    const verification = await withHost(values, client =>
      runId !== undefined && values.rebuild
        ? client.call('review.rebuild', { runId })
        : client.call('review.verify', { runId })
    )
    await output.answer(verification, () => textOf(verification))
    return verification.faults.length === 0 ? exits.done : exits.broken
  }
}

function textOf({ entries, reviews, head, backwards, unchecked, faults }: Verification): string {
  const remarks = [
    ...backwards.map(({ message }) => `Clock: ${message}\n`),
    ...unchecked.map(sentence => `Not checked: ${sentence}\n`)
  ]
  const checked = `${count(entries, 'entry', 'entries')} and ${count(reviews, 'review')} checked; the last hash is ${head}.\n${remarks.join('')}`
  if (faults.length === 0) return `No faults found: ${checked}`
  const lines = faults.map(({ message }) => `  ${message}`)
  return `${count(faults.length, 'fault')} found:\n${lines.join('\n')}\n${checked}`
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`
