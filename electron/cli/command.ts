import type { ParseArgsOptionsConfig } from 'node:util'
import type { Exit } from './exit.ts'
import type { Output } from './output.ts'
import type { Values } from './parse.ts'

/** Arguments and environment of a command. */
export interface Invocation {
  values: Values
  positionals: string[]
  output: Output
  /** Aborts on Ctrl-C and other termination signals. */
  signal: AbortSignal
}

export interface Command {
  name: string
  /** The arguments, as shown by help. */
  synopsis: string
  summary: string
  options: ParseArgsOptionsConfig
  /** Number of words besides the options. */
  positionals: { min: number; max: number }
  /** Whether the command opens slides and so needs OpenSlide. */
  reads: boolean
  /** @throws DuctalError, which terminal.ts prints */
  run(invocation: Invocation): Promise<Exit>
}
