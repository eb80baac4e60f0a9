import type { Failure } from '../../contract/errors.ts'

/** Where a command's answer goes: stdout carries the answer and nothing else. */
export interface Output {
  /** Whether exactly one JSON document is asked for. */
  json: boolean
  /** The command's answer: the document, or its text for people. Called once. @throws what the system says of stdout */
  answer(document: unknown, text: () => string): Promise<void>
  /** One line for people, on stderr. */
  say(line: string): void
}

export function outputTo(json: boolean, stdout = process.stdout, stderr = process.stderr): Output {
  return {
    json,
    answer: (document, text) => writeTo(stdout, json ? `${JSON.stringify(document, null, 2)}\n` : text()),
    say: line => void stderr.write(`${line}\n`)
  }
}

/**
 * A reader that has gone away (“| head”) wants no more: that is no failure. Anything else is, a full disk behind “>” for one.
 * @throws what the system says of the stream
 */
export function writeTo(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, error => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error)
      else resolve()
    })
  })
}

/** A failure as the one document of a command that has no other. */
export const failureDocument = ({ code, message }: Failure) => ({ error: { code, message } })

/** Rows in columns that line up; numbers to the right. */
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
