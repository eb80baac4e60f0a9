import { overrulingSentence } from '../contract/slides/overruling.ts'
import type { Overruling } from '../contract/slides/slide.ts'

/** Text that needs no quotes in a spreadsheet, and is one word or several in a shell. */
const plain = /^[\p{L}\p{N} _.:/+%²-]*$/u

/**
 * Writes a text as a cell (RFC 4180). Names and notes come from other people's files: a cell must
 * not become a formula in a spreadsheet, nor a command if a shell ever reads the table.
 */
export function cell(text: string): string {
  const harmless = withoutCommands(withoutFormulas(text))
  return plain.test(harmless) ? harmless : `"${harmless.replaceAll('"', '""')}"`
}

/**
 * Puts an apostrophe before a character that begins a formula: at the beginning, and where a
 * spreadsheet that expects another separator splits the text.
 */
const withoutFormulas = (text: string) =>
  text.replace(/(^|[;\t\r\n])(["\s\p{C}]*)(?=[=+\-@＝＋－＠])/gu, "$1$2'")

/**
 * Breaks what a shell would run. The cell is in double quotes, and a quote within it is doubled, so
 * that only substitutions remain, and a backslash before a quote.
 */
const withoutCommands = (text: string) =>
  text
    .replaceAll('`', "'")
    .replace(/\$(?=[({[])/g, '$ ')
    .replace(/\\(?="|$)/g, '\\ ')

/** Overruled refusals of a slide in one cell; null without any. */
export const overrulingsIn = (overruled: readonly Overruling[]): string | null =>
  overruled.map(each => overrulingSentence(each, each.at)).join(' ') || null
