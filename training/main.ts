/** Terminal of the training commands; scripts/ductal.ts is its entry point. */
import { type Failure, failureOf } from '../contract/errors.ts'
import { cardCommand } from './commands/card.ts'
import { type Command, print, write } from './commands/command.ts'
import { deletionCommand } from './commands/deletion.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { expected } from './commands/failures.ts'
import { meanings } from './commands/meanings.ts'
import { parse, usage } from './commands/options.ts'
import { gateCommand } from './commands/quality.ts'
import { resultsCommand } from './commands/results.ts'
import { searchCommand } from './commands/search.ts'
import { fieldCommand } from './commands/slide-calibration.ts'
import { temperatureCommand } from './commands/temperature.ts'
import { trainCommand } from './commands/train.ts'

const commands: readonly Command[] = [
  trainCommand,
  searchCommand,
  evaluateCommand,
  resultsCommand,
  cardCommand,
  fieldCommand,
  temperatureCommand,
  gateCommand,
  deletionCommand
]

/** Names of the training commands. */
export const trainingCommands: readonly string[] = commands.map(({ name }) => name)

/** Runs `NAME …` or `help NAME`. Returns the failure, or null on success. Never throws. */
export async function runTraining(args: string[]): Promise<Failure | null> {
  try {
    const words = args[0] === 'help' ? [...args.slice(1), '--help'] : args
    const at = words.findIndex(word => !word.startsWith('-'))
    const [name, rest] = [words[at], words.toSpliced(at, 1)]
    const command = commands.find(command => command.name === name)
    if (!command) throw usage(`Unknown command “${name}”. Available: ${trainingCommands.join(', ')}.`)
    const asksForHelp = rest.includes('--help') || rest.includes('-h')
    if (asksForHelp && rest.includes('--json')) await print({ help: helpOn(command) })
    else if (asksForHelp) await write(helpOn(command))
    else await command.run(parse(rest, command.options))
    return null
  } catch (error) {
    const failure = failureOf(expected(error))
    if (failure.code === 'internal') console.error(error)
    return failure
  }
}

function helpOn({ name, synopsis, summary, options }: Command): string {
  const lines = Object.keys(options).map(option => `  --${option} ${meanings[option] ?? ''}`)
  return `Usage: npm run -s ductal -- ${name} ${synopsis}\n\n${summary}\n\n${lines.join('\n')}\n`
}
