import type { Command } from './command.ts'
import { commandNamed, commands } from './commands.ts'
import { usage } from './parse.ts'
import { elsewhere } from './training-commands.ts'

const invocation = 'npm run -s ductal --'

/** What each option means, for all commands. */
const meanings: Record<string, string> = {
  model: 'NAME       the model; without it the default one (“models” lists them)',
  engine: 'ENGINE    auto, tensorflow, webgpu or cpu; auto takes the fastest that works',
  stride: 'PX        pixels at the model’s scale from patch to patch; without it patches do not overlap',
  threshold: 'P      probability from which a patch counts as positive, 0–1; without it the model’s own',
  mpp: 'UM           µm per pixel, in place of what the slides say themselves',
  tissue: 'T         tissue score (0–255) from which a place is tissue; without it Ductal proposes one',
  data: 'DIR         the data folder; without it DUCTAL_DATA, else this user’s own',
  json: '            print one JSON document on stdout',
  all: '             every run, as without the number of one',
  rebuild: '         writes the state of the run’s review anew from the event log, where the log is whole',
  format: 'FORMAT    one of those above',
  out: 'FILE         the file to write; one that is there is replaced',
  pictures: 'N       pictures of the N largest regions only; without it of all',
  patient: 'NAME     how the patient’s folder is called; without it as the slide',
  reviewer: 'NAME    whose action it is',
  architecture:
    'NAME  cnn, resnet-18, resnet-34, resnet-50, lstm, lstm-attention or gru-attention; without it all',
  name: 'NAME        of a model without spec.json: what it is called here',
  title: 'TEXT       of a model without spec.json: its name for people',
  classes: 'A,B      of a model without spec.json: its classes, in the order of its outputs',
  positive: '1|2     of a model without spec.json: which output is that of IDC; without it the second',
  levels:
    'RANGE     of a model without spec.json: 0-255, 0-1 or -1-1, what its levels are brought to; without it 0-1',
  yes: '             makes it the default whatever is known of it',
  rounds: 'N         how often each is measured; without it five times'
}

export function overview(): string {
  const words = commands.map(({ name, synopsis }) => `${name} ${synopsis.match(/^\w\S*/)?.[0] ?? ''}`)
  const lines = commands.map(({ summary }, index) => `  ${words[index]?.padEnd(16)}${summary}`)
  const beside = elsewhere.map(({ name, summary }) => `  ${name.padEnd(16)}${summary}`)
  return `Ductal marks where a network sees invasive ductal carcinoma on whole-mount breast slides. Research use only.

Usage: ${invocation} COMMAND

${lines.join('\n')}
${beside.join('\n')}
  help [COMMAND]  Says what a command takes.
  --version       Says the version.

Exit codes: 0 done, 1 fault, 2 usage, 3 slide or import refused, 4 finished with failed tiles, 5 library or disk,
6 model or engine, 7 export not written, 8 reviews changed by something else, 130 cancelled. More is in docs/terminal.md.
`
}

export function helpOn({ name, synopsis, summary, options }: Command): string {
  const lines = Object.keys(options).map(option => `  --${option} ${meanings[option] ?? ''}`)
  return `Usage: ${invocation} ${name} ${synopsis}\n\n${summary}\n\n${lines.join('\n')}\n`
}

/** @throws usage if the command does not exist */
export function help(name: string | undefined): string {
  if (name === undefined || name === 'help') return overview()
  const command = commandNamed(name)
  if (!command) throw unknownCommand(name)
  return helpOn(command)
}

export const unknownCommand = (name: string) =>
  usage(
    `There is no command “${name}”: there are ${[...commands, ...elsewhere].map(({ name }) => name).join(', ')} and help.`
  )
