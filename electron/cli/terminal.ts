import { type Exit, exits } from '../../terminal/exit.ts'
import { asksForHelp, runTerminal, type Terminal, topicOf } from '../../terminal/program.ts'
import { trainingSummaries } from '../../terminal/training-commands.ts'
import { commands } from './commands.ts'
import { version } from './program.ts'

const training = Object.entries(trainingSummaries).map(([name, summary]) => ({ name, summary, synopsis: '' }))
const all = [...commands, ...training]
const names = all.map(({ name }) => name)

/** Runs one command line and returns the exit code. Never throws. */
export const terminal = (args: string[], signal: AbortSignal): Promise<Exit> =>
  runTerminal({ commands, names, general }, args, signal)

const general: NonNullable<Terminal['general']> = args => {
  const [word] = args
  if (word === '--version' || word === '-v')
    return { document: { version }, text: `${version}\n`, exit: exits.done }
  if (word !== undefined && (!asksForHelp(word) || topicOf(args) !== undefined)) return null
  const help = overview()
  return { document: { help }, text: help, exit: word === undefined ? exits.usage : exits.done }
}

export function overview(): string {
  const lines = all.map(({ name, synopsis, summary }) => {
    const [argument = ''] = synopsis.match(/^\w\S*/) ?? []
    return `  ${`${name} ${argument}`.padEnd(16)}${summary}`
  })
  return `Ductal marks possible invasive ductal carcinoma on whole-mount breast slides for review. Research use only.

Usage: npm run -s ductal -- COMMAND

${lines.join('\n')}
  help [COMMAND]  Show the usage of a command.
  --version       Show the version.

Exit codes: 0 done, 1 error, 2 usage, 3 slide or import refused, 4 finished with failed tiles, 5 library or disk,
6 model or engine, 7 export not written, 8 reviews changed by another program, 9 nothing analysed, 130 cancelled. See docs/terminal.md.
`
}
