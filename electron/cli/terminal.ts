import { type Failure, failureOf } from '../../contract/errors.ts'
import type { Command } from './command.ts'
import { commandNamed } from './commands.ts'
import { type Exit, exitOf, exits } from './exit.ts'
import { help, helpOn, unknownCommand } from './help.ts'
import { failureDocument, type Output, outputTo } from './output.ts'
import { parse, usage } from './parse.ts'
import { version } from './program.ts'

/** Runs one command line and returns the exit code. Never throws. */
export async function terminal(args: string[], signal: AbortSignal): Promise<Exit> {
  // Decided before parsing, so that even an invalid command line gets JSON when it asks for it.
  const output = outputTo(args.includes('--json'))
  try {
    return await perform(args, output, signal)
  } catch (error) {
    const failure = failureOf(error)
    if (failure.code === 'internal') console.error(error)
    return tell(output, failure)
  }
}

async function perform(args: string[], output: Output, signal: AbortSignal): Promise<Exit> {
  const [name, ...rest] = args
  if (name === '--version' || name === '-v') return print(output, { version }, `${version}\n`)
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const text = help(rest.find(word => !word.startsWith('-')))
    await print(output, { help: text }, text)
    return name === undefined ? exits.usage : exits.done
  }
  const command = commandNamed(name)
  if (!command) throw unknownCommand(name)
  if (rest.includes('--help') || rest.includes('-h')) {
    const text = helpOn(command)
    return print(output, { help: text }, text)
  }
  const { values, positionals } = parse(rest, command.options)
  checkCount(command, positionals)
  return command.run({ values, positionals, output, signal })
}

async function print(output: Output, document: unknown, text: string): Promise<Exit> {
  await output.answer(document, () => text)
  return exits.done
}

function checkCount({ name, synopsis, positionals: { min, max } }: Command, given: string[]): void {
  if (given.length >= min && given.length <= max) return
  throw usage(
    given.length < min
      ? `Something is missing. Usage: “${name} ${synopsis}”.`
      : `Unexpected “${given[max]}”. Usage: “${name} ${synopsis}”.`
  )
}

async function tell(output: Output, failure: Failure): Promise<Exit> {
  output.say(failure.message)
  // If stdout itself failed, the sentence on stderr is all that can be reported.
  if (output.json) await output.answer(failureDocument(failure), () => '').catch(() => {})
  return exitOf(failure.code)
}
