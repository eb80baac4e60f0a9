import { exitOf, exits } from '../electron/cli/exit.ts'
import { failureDocument, outputTo } from '../electron/cli/output.ts'
import { pathOf } from '../electron/cli/program.ts'
import { elsewhere } from '../electron/cli/training-commands.ts'

export const trains = (name: string | undefined): boolean => elsewhere.some(command => command.name === name)

/** Runs a training command and reports its failure as the terminal does. Returns the exit code. */
export async function trainingTerminal(args: string[]): Promise<number> {
  const { runTraining } = await import('../training/main.ts')
  // Paths are relative to where the person typed them, not to where npm runs scripts.
  process.chdir(pathOf('.'))
  // The code that writes also receives the error and handles it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const failure = await runTraining(args)
  if (!failure) return exits.done
  const output = outputTo(args.includes('--json'))
  output.say(failure.message)
  if (output.json) await output.answer(failureDocument(failure), () => '').catch(() => {})
  return exitOf(failure.code)
}
