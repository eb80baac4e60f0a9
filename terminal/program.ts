import { Command as CommanderCommand, CommanderError, Option } from 'commander'
import { failureOf } from '../contract/errors.ts'
import { repairText } from '../contract/text/repair.ts'
import { type Command, namesPath } from './command.ts'
import { type Exit, exitOf, exits } from './exit.ts'
import { failureDocument, type Output, outputTo } from './output.ts'
import { usage, type Values } from './values.ts'

/** One half of the terminal. */
export interface Terminal {
  commands: readonly Command[]
  /**
   * Names of the commands of both halves, for the sentence about an unknown one. Absent: its own.
   */
  names?: readonly string[]
  /** Answers command lines that name no command; null for others. */
  general?(args: readonly string[]): { document: object; text: string; exit: Exit } | null
  /** Converts errors that only this half knows to a DuctalError. */
  expected?(error: unknown): unknown
}

/** Runs one command line and returns the exit code. Never throws. */
export async function runTerminal(terminal: Terminal, args: string[], signal: AbortSignal): Promise<Exit> {
  // Decided before parsing, so that even an invalid command line gets JSON when it asks for it.
  const output = outputTo(args.includes('--json'))
  try {
    return await perform(terminal, args, output, signal)
  } catch (error) {
    const failure = failureOf(terminal.expected?.(error) ?? error)
    if (failure.code === 'internal') console.error(error)
    output.say(failure.message)
    // If stdout itself failed, the sentence on stderr is all that can be reported.
    if (output.json) await output.answer(failureDocument(failure), () => '').catch(() => {})
    return exitOf(failure.code)
  }
}

async function perform(
  terminal: Terminal,
  args: string[],
  output: Output,
  signal: AbortSignal
): Promise<Exit> {
  const general = terminal.general?.(args)
  if (general) {
    await output.answer(general.document, () => general.text)
    return general.exit
  }
  // “help NAME” is “NAME --help”.
  const topic = topicOf(args)
  const [name = '', ...rest] = topic === undefined ? args : [topic, '--help']
  const command = terminal.commands.find(command => command.name === name)
  if (!command) {
    const names = terminal.names ?? terminal.commands.map(({ name }) => name)
    throw usage(`Unknown command “${name}”. Available: ${names.join(', ')} and help.`)
  }
  const { help, values, positionals } = parse(command, rest)
  if (help === null) return command.run({ values, positionals, output, signal })
  await output.answer({ help }, () => help)
  return exits.done
}

export const asksForHelp = (word: string | undefined): boolean =>
  word === 'help' || word === '--help' || word === '-h'

/** The command that a line beginning with “help” asks about, if any. */
export function topicOf([word, ...rest]: readonly string[]): string | undefined {
  const topic = asksForHelp(word) ? rest.find(word => !word.startsWith('-')) : undefined
  return topic === 'help' ? undefined : topic
}

/**
 * Parses the arguments of a command.
 * @returns the help instead of values if it was asked for
 * @throws usage
 */
export function parse(
  command: Command,
  args: string[]
): { help: string | null; values: Values; positionals: string[] } {
  const parser = parserOf(command)
  let help = ''
  parser.configureOutput({ writeOut: text => (help += text), writeErr: () => {} })
  try {
    // Help wins over whatever else is wrong with the line.
    const asks = args.includes('--help') || args.includes('-h')
    parser.parse(asks ? ['--help'] : args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return { help, values: {}, positionals: [] }
    throw usage(sentenceOn(error, command))
  }
  const { positionals: { min, max } = { min: 0, max: 0 }, name, synopsis } = command
  const given = parser.args
  if (given.length < min) throw usage(`Something is missing. Usage: “${name} ${synopsis}”.`)
  if (given.length > max) throw usage(`Unexpected “${given[max]}”. Usage: “${name} ${synopsis}”.`)
  return { help: null, values: parser.opts(), positionals: given }
}

function parserOf(command: Command): CommanderCommand {
  const parser = new CommanderCommand(command.name)
    .exitOverride()
    .allowExcessArguments()
    .configureHelp({ formatHelp: () => helpOn(command) })
  for (const [name, known] of Object.entries(command.options)) {
    const { placeholder, meaning, many } = known
    const option = new Option(placeholder === undefined ? `--${name}` : `--${name} <value>`, meaning)
    if (placeholder !== undefined)
      option.argParser<string | string[]>((value, previous) => {
        // Commander would take the next option for the value.
        if (value.startsWith('--')) throw usage(missingValue(`--${name} <value>`, command))
        const given = namesPath(known) ? value : textGiven(name, value)
        return many ? [previous ?? [], given].flat() : given
      })
    parser.addOption(option)
  }
  return parser
}

/** Longest text that an option takes; its own limit may be lower. */
const mostText = 10_000

/** @throws usage */
function textGiven(name: string, value: string): string {
  if (value.length > mostText)
    throw usage(`--${name} has ${value.length} characters. Give at most ${mostText}.`)
  return repairText(value)
}

const allowed = ({ options }: Command) =>
  `Allowed options: ${
    Object.keys(options)
      .map(name => `--${name}`)
      .join(', ') || 'none'
  }.`

const missingValue = (flags: string, command: Command) =>
  `Option '${flags}' argument missing. ${allowed(command)}`

function sentenceOn({ code, message }: CommanderError, command: Command): string {
  const [, quoted = ''] = message.match(/'(.*?)'/) ?? []
  if (code === 'commander.unknownOption') return `Unknown option '${quoted}'. ${allowed(command)}`
  if (code === 'commander.optionMissingArgument') return missingValue(quoted, command)
  return `${message.replace(/^error: /, '')}. ${allowed(command)}`
}

function helpOn({ name, synopsis, summary, options }: Command): string {
  const entries = Object.entries(options).map(([name, { placeholder = '', meaning }]) => ({
    words: `--${name} ${placeholder}`,
    meaning
  }))
  const width = Math.max(0, ...entries.map(({ words }) => words.length))
  const lines = entries.map(({ words, meaning }) => `  ${words.padEnd(width)}  ${meaning}`)
  return `Usage: npm run -s ductal -- ${name} ${synopsis}\n\n${summary}\n\n${lines.join('\n')}\n`
}
