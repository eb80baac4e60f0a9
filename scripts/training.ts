import { exitOf, exits } from '../electron/cli/exit.ts'
import { failureDocument, outputTo } from '../electron/cli/output.ts'
import { pathOf } from '../electron/cli/program.ts'
import { elsewhere } from '../electron/cli/training-commands.ts'

export const trains = (name: string | undefined): boolean => elsewhere.some(command => command.name === name)

/** Runs a word of the training room and tells its failure as the terminal does; gives the exit code. */
export async function trainingTerminal(args: string[]): Promise<number> {
  const { runTraining } = await import('../training/main.ts')
  // Paths are meant from where the person typed them, not from where npm runs scripts.
  process.chdir(pathOf('.'))
  // Whoever writes is told of it too.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const failure = await runTraining(args)
  if (!failure) return exits.done
  const output = outputTo(args.includes('--json'))
  output.say(failure.message)
  if (output.json) await output.answer(failureDocument(failure), () => '').catch(() => {})
  return exitOf(failure.code)
}
