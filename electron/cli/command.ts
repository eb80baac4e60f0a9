import type { ParseArgsOptionsConfig } from 'node:util'
import type { Exit } from './exit.ts'
import type { Output } from './output.ts'
import type { Values } from './parse.ts'

/** What a command works with. */
export interface Invocation {
  values: Values
  positionals: string[]
  output: Output
  /** Aborts with Ctrl-C and other requests to end. */
  signal: AbortSignal
}

export interface Command {
  name: string
  /** What follows the name, as help shows it. */
  synopsis: string
  summary: string
  options: ParseArgsOptionsConfig
  /** How many words it takes beside its options. */
  positionals: { min: number; max: number }
  /** Whether it opens slides, and so needs OpenSlide. */
  reads: boolean
  /** @throws DuctalError, which terminal.ts tells */
  run(invocation: Invocation): Promise<Exit>
}
