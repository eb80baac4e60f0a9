import type { Failure } from '../contract/errors.ts'

/** Output of a command: stdout carries the answer and nothing else. */
export interface Output {
  /** Whether to print exactly one JSON document. */
  json: boolean
  /**
   * Prints the command's answer, as the document or as text for people. Without a text, prints the
   * document in any case. Called once.
   * @throws the system error of stdout
   */
  answer(document: unknown, text?: () => string): Promise<void>
  /** Prints one line for people, on stderr. */
  say(line: string): void
}

export function outputTo(json: boolean, stdout = process.stdout, stderr = process.stderr): Output {
  return {
    json,
    answer: (document, text) =>
      writeTo(stdout, json || !text ? `${JSON.stringify(document, null, 2)}\n` : text()),
    say: line => void stderr.write(`${line}\n`)
  }
}

/**
 * Writes to a stream. A closed reader (“| head”) is not a failure; any other error is, such as a
 * full disk behind “>”.
 * @throws the system error of the stream
 */
function writeTo(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, error => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error)
      else resolve()
    })
  })
}

/** Prints one line for people on stderr. */
export const say = (line: string) => void process.stderr.write(`${line}\n`)

/** The single JSON document of a command that failed. */
export const failureDocument = ({ code, message }: Failure) => ({ error: { code, message } })

/** Aligns rows in columns, with numbers to the right. */
export function tableOf(header: string[], rows: (string | number)[][]): string {
  const texts = [header, ...rows.map(row => row.map(String))]
  const widths = header.map((_, column) => Math.max(...texts.map(row => row[column]?.length ?? 0)))
  const toRight = header.map((_, column) => rows.some(row => typeof row[column] === 'number'))
  const line = (row: string[]) =>
    row
      .map((text, column) =>
        toRight[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)
      )
      .join('  ')
      .trimEnd()
  return `${texts.map(line).join('\n')}\n`
}
