import { elsewhere } from '../electron/cli/elsewhere.ts'
import { exitOf, exits } from '../electron/cli/exit.ts'
import { failureDocument, outputTo } from '../electron/cli/output.ts'

export const trains = (name: string | undefined): boolean => elsewhere.some(command => command.name === name)

/** Runs a word of the training room and tells its failure as the terminal does; gives the exit code. */
export async function trainingTerminal(args: string[]): Promise<number> {
  const { runTraining } = await import('../training/main.ts')
  const failure = await runTraining(args)
  if (!failure) return exits.done
  const output = outputTo(args.includes('--json'))
  output.say(failure.message)
  if (output.json) await output.answer(failureDocument(failure), () => '')
  return exitOf(failure.code)
}
