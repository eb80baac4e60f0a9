import { extname } from 'node:path'
import { type Prose, proseOf, type Span } from './comments.ts'

/** The prose of a source file as Markdown, line by line as in the file. */
export interface Extract {
  markdown: string
  /** Columns removed from the start of each line. */
  indents: number[]
  /** Lines with comments, counted from 0. */
  commentLines: Set<number>
}

/** Returns the prose of a source file. Lines keep their numbers; code becomes blank. */
export function extractOf(name: string, text: string): Extract {
  const { comments, sentences } = spansOf(name, text)
  const kept = [
    ...comments.map(span => ({ ...span, prose: textOf(text, span).replace(commentMarks, spaces) })),
    ...sentences.map(span => ({ ...span, prose: textOf(text, span) }))
  ].sort((a, b) => a.start - b.start)
  const blank = spaces(text)
  let [page, at] = ['', 0]
  for (const { start, end, prose } of kept) {
    page += blank.slice(at, start) + prose.replace(unlinted, spaces)
    at = end
  }
  const lines = (page + blank.slice(at)).split('\n')
  return {
    markdown: lines.map(line => line.trim()).join('\n'),
    indents: lines.map(line => line.length - line.trimStart().length),
    commentLines: new Set(comments.flatMap(span => linesOf(text, span)))
  }
}

function spansOf(name: string, text: string): Prose {
  const ending = extname(name)
  if (ending === '.css') return { comments: matches(text, /\/\*[\s\S]*?\*\//g), sentences: [] }
  if (ending === '.sql') return { comments: matches(text, /--.*/g), sentences: [] }
  if (ending !== '.vue') return proseOf(text)
  const prose: Prose = { comments: matches(text, /<!--[\s\S]*?-->/g), sentences: [] }
  for (const match of text.matchAll(/<(script|style)[^>]*>([\s\S]*?)<\/\1>/g)) {
    const offset = match.index + match[0].indexOf('>') + 1
    const inside = spansOf(match[1] === 'script' ? '.ts' : '.css', match[2] as string)
    for (const kind of ['comments', 'sentences'] as const)
      prose[kind].push(
        ...inside[kind].map(({ start, end }) => ({ start: start + offset, end: end + offset }))
      )
  }
  return prose
}

/** Marks that open or close a comment or one of its lines. */
const commentMarks = /^[ \t]*\*(?!\/)|\/\*+|\*+\/|\/\/+|<!--|-->|--/gm

/** Names of code, line breaks inside strings, and fences that would hide the rest of the file. */
const unlinted = /\{@link\s[^}]*\}|@param \S+|\\n|```/g

const spaces = (text: string): string => text.replace(/[^\n]/g, ' ')

const textOf = (text: string, { start, end }: Span): string => text.slice(start, end)

const matches = (text: string, pattern: RegExp): Span[] =>
  Array.from(text.matchAll(pattern), ({ 0: { length }, index }) => ({ start: index, end: index + length }))

function linesOf(text: string, { start, end }: Span): number[] {
  const first = text.slice(0, start).split('\n').length - 1
  return textOf(text, { start, end })
    .split('\n')
    .map((_, place) => first + place)
}
