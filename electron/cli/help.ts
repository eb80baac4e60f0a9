import type { Command } from './command.ts'
import { commandNamed, commands } from './commands.ts'
import { usage } from './parse.ts'
import { elsewhere } from './training-commands.ts'

const invocation = 'npm run -s ductal --'

/** What each option means, for all commands. */
const meanings: Record<string, string> = {
  model: 'NAME       model; default: the default model (“models” lists all)',
  engine: 'ENGINE    auto, tensorflow, webgpu or cpu; auto selects the fastest available',
  stride: 'PX        distance between patches in pixels at the model’s scale; default: no overlap',
  threshold: 'P      probability (0–1) at or above which a patch is marked; default: the model’s threshold',
  mpp: 'UM           µm per pixel, instead of the value in the slide files',
  tissue: 'T         minimum tissue score (0–255); default: Ductal suggests one',
  data: 'DIR         data folder; default: DUCTAL_DATA, or else this user’s data folder',
  json: '            print one JSON document on stdout',
  all: '             every analysis, the same as without RUN',
  rebuild: '         rebuild the state of the review from the review log, if the log is intact',
  format: 'FORMAT    one of the formats above',
  out: 'FILE         file to write; an existing file is replaced',
  pictures: 'N       pictures of the N largest regions only; default: all',
  patient: 'NAME     name of the patient’s folder; default: the slide’s name',
  reviewer: 'NAME    reviewer who makes the import',
  architecture:
    'NAME  cnn, resnet-18, resnet-34, resnet-50, lstm, lstm-attention or gru-attention; default: all',
  name: 'NAME        for a model without spec.json: its name in Ductal',
  title: 'TEXT       for a model without spec.json: its title',
  classes: 'A,B      for a model without spec.json: its classes, in the order of its outputs',
  positive: '1|2     for a model without spec.json: which output means IDC; default: 2',
  levels: 'RANGE     for a model without spec.json: pixel value range, 0-255, 0-1 or -1-1; default: 0-1',
  yes: '             make the model the default without asking',
  rounds: 'N         number of measurements of each; default: 5'
}

export function overview(): string {
  const words = commands.map(({ name, synopsis }) => `${name} ${synopsis.match(/^\w\S*/)?.[0] ?? ''}`)
  const lines = commands.map(({ summary }, index) => `  ${words[index]?.padEnd(16)}${summary}`)
  const beside = elsewhere.map(({ name, summary }) => `  ${name.padEnd(16)}${summary}`)
  return `Ductal marks possible invasive ductal carcinoma on whole-mount breast slides for review. Research use only.

Usage: ${invocation} COMMAND

${lines.join('\n')}
${beside.join('\n')}
  help [COMMAND]  Show the usage of a command.
  --version       Show the version.

Exit codes: 0 done, 1 error, 2 usage, 3 slide or import refused, 4 finished with failed tiles, 5 library or disk,
6 model or engine, 7 export not written, 8 reviews changed by another program, 130 cancelled. See docs/terminal.md.
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
    `Unknown command “${name}”. Available: ${[...commands, ...elsewhere].map(({ name }) => name).join(', ')} and help.`
  )
