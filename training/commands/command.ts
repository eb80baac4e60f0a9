import type { ParseArgsOptionsConfig } from 'node:util'
import type { Values } from './options.ts'

/** One word of the training room's terminal. */
export interface Command {
  name: string
  /** What follows the name, as help shows it. */
  synopsis: string
  summary: string
  options: ParseArgsOptionsConfig
  /** Writes its answer to stdout, progress and sentences to stderr. @throws DuctalError */
  run(values: Values): Promise<void>
}

/** One JSON document on stdout. */
export const print = (value: object) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)

/** One line for people on stderr. */
export const say = (line: string) => process.stderr.write(`${line}\n`)
