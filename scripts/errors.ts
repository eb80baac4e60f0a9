/**
 * `node scripts/errors.ts`: writes docs/errors.md from contract/errors.ts. With --check it writes
 * nothing and fails if the file is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ErrorCode, errorMeanings } from '../contract/errors.ts'
import { exitOf } from '../electron/cli/exit.ts'

const file = join(import.meta.dirname, '..', 'docs', 'errors.md')

/** Returns the page, generated from the table of codes. */
export function errorsPage(): string {
  const rows = Object.entries(errorMeanings).map(
    ([code, meaning]) => `| \`${code}\` | ${meaning} | ${exitOf(code as ErrorCode)} |`
  )
  return `# Error codes

Every failure that is to be expected has a code, for programs, and one sentence, for people: what happened, where, and what to do. The
codes are the same in the window, in a browser and in the terminal. The last column is the terminal's exit code (terminal.md).

<!-- Written by scripts/errors.ts from contract/errors.ts: change it there. -->

| code | what it means, and what to do | exit |
|---|---|---|
${rows.join('\n')}
`
}

export const isCurrent = (): boolean => readFileSync(file, 'utf8') === errorsPage()

if (process.argv[1] === import.meta.filename) {
  if (!process.argv.includes('--check')) writeFileSync(file, errorsPage())
  else if (!isCurrent()) {
    console.error('docs/errors.md is behind contract/errors.ts: run “node scripts/errors.ts”.')
    process.exitCode = 1
  }
}
