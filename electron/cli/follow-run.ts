import { type Failure, failureOf } from '../../contract/errors.ts'
import type { Run } from '../../contract/runs/run.ts'
import type { Slide } from '../../contract/slides/slide.ts'
import type { Client } from '../../contract/transport/client.ts'
import type { Output } from '../../terminal/output.ts'
import { follow } from './analysis.ts'
import { Progress } from './progress.ts'
import { failureOfRun, type Result } from './result.ts'

/** Context shared by all slides of a command. */
export interface Desk {
  client: Client
  output: Output
  signal: AbortSignal
}

/**
 * Starts a run of a slide, shows its progress and returns its result. Reports failures and returns
 * them instead of throwing.
 */
export async function attend(
  { client, output, signal }: Desk,
  slide: Slide,
  begin: () => Promise<Run>
): Promise<Result> {
  const progress = new Progress(process.stderr)
  let said = ''
  try {
    const run = await follow(client, begin, signal, event => {
      if (event.type === 'run' && event.run.slideId === slide.id) progress.show(slide.name, event.run)
      if (event.type !== 'notice') return
      progress.clear()
      said = event.message
      output.say(said)
    })
    progress.clear()
    const failure = failureOfRun(run)
    if (failure && failure.message !== said) output.say(failure.message)
    return { slide, run }
  } catch (error) {
    progress.clear()
    return refusal(output, slide.path, failureOf(error))
  }
}

/** Prints a failure and returns it as the result for a path. */
export function refusal(output: Output, path: string, failure: Failure): Result {
  output.say(failure.message)
  return { path, failure }
}
