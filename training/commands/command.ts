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

/**
 * Text on stdout. A reader that has gone away (“| head”) wants no more: that is no failure.
 * @throws what the system says of it, a full disk behind “>” for one
 */
export function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, error => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error)
      else resolve()
    })
  })
}

/** One JSON document on stdout. Throws as `write`. */
export const print = (value: object) => write(`${JSON.stringify(value, null, 2)}\n`)

/** One line for people on stderr. */
export const say = (line: string) => process.stderr.write(`${line}\n`)
