import { createRequire } from 'node:module'
import { TextlintKernel } from '@textlint/kernel'
import { extractOf } from './extract.ts'
import { words } from './words.ts'

export interface Finding {
  /** Counted from 1, like the column. */
  line: number
  column: number
  message: string
}

/** Columns of a comment's longest line. */
const maximumWidth = 100

// Node and vitest disagree on the default export of a CommonJS module; `require` is the same in
// both.
const require = createRequire(import.meta.url)
const markdown =
  require('@textlint/textlint-plugin-markdown') as typeof import('@textlint/textlint-plugin-markdown')
const pattern =
  require('@textlint-rule/textlint-rule-pattern') as typeof import('@textlint-rule/textlint-rule-pattern')

const kernel = new TextlintKernel()
const patterns = words.map(([avoid, advice]) => ({
  pattern: `/${avoid.source.replaceAll(' ', '\\s+')}/i`,
  message: advice
}))

/** Checks one file against the word list, and the width of its comments. */
export async function checkProse(name: string, text: string): Promise<Finding[]> {
  if (name.endsWith('.md')) return lint(text)
  const { markdown, indents, commentLines } = extractOf(name, text)
  const phrases = await lint(markdown)
  return [
    ...phrases.map(finding => ({ ...finding, column: finding.column + (indents[finding.line - 1] ?? 0) })),
    ...text.split('\n').flatMap((line, place) => (commentLines.has(place) ? tooWide(line, place + 1) : []))
  ].sort((a, b) => a.line - b.line)
}

async function lint(text: string): Promise<Finding[]> {
  const { messages } = await kernel.lintText(text, {
    ext: '.md',
    plugins: [{ pluginId: 'markdown', plugin: markdown.default, options: true }],
    rules: [{ ruleId: 'words', rule: context => pattern.default.linter(context, { patterns }) }]
  })
  return messages.map(({ line, column, range: [start, end], message }) => ({
    line,
    column,
    message: `“${text.slice(start, end).replace(/\s+/g, ' ')}”: ${message}`
  }))
}

/** A long address cannot wrap. */
const tooWide = (text: string, line: number): Finding[] =>
  text.length > maximumWidth && !/https?:\/\//.test(text)
    ? [{ line, column: maximumWidth + 1, message: `comment wider than ${maximumWidth} columns` }]
    : []
