import type { ParseArgsOptionsConfig } from 'node:util'
import type { Values } from './options.ts'

/** A training command of the terminal. */
export interface Command {
  name: string
  /** The arguments, as shown by help. */
  synopsis: string
  summary: string
  options: ParseArgsOptionsConfig
  /**
   * Writes the result to stdout, and progress and messages to stderr.
   * @throws DuctalError
   */
  run(values: Values): Promise<void>
}

/**
 * Writes text to stdout. Ignores a reader that has closed the pipe ("| head"), because it wants no
 * more.
 * @throws any other system error, such as a full disk behind ">"
 */
export function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, error => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error)
      else resolve()
    })
  })
}

/** Writes one JSON document to stdout. Throws as `write` does. */
export const print = (value: object) => write(`${JSON.stringify(value, null, 2)}\n`)

/** Writes one line for people to stderr. */
export const say = (line: string) => process.stderr.write(`${line}\n`)
