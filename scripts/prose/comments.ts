import ts from 'typescript'

/** A stretch of a text: offsets of its first character and of the one after its last. */
export interface Span {
  start: number
  end: number
}

export interface Prose {
  comments: Span[]
  /** Strings and text parts of templates that have some words and are not SQL, without quotes. */
  sentences: Span[]
}

/** Shorter strings are keys and names. */
const minimumWords = 3

/** Returns comments and sentences of TypeScript or JavaScript. */
export function proseOf(text: string): Prose {
  const source = ts.createSourceFile('prose.ts', text, ts.ScriptTarget.Latest, false)
  const literals: Span[] = []
  const sentences: Span[] = []
  const visit = (node: ts.Node): void => {
    const parts = ts.isTemplateExpression(node)
      ? [node.head, ...node.templateSpans.map(span => span.literal)]
      : ts.isStringLiteralLike(node)
        ? [node]
        : []
    const inside = parts.map(part => ({ start: part.getStart(source) + 1, end: part.getEnd() - 1 }))
    if (isSentence(inside.map(({ start, end }) => text.slice(start, end)).join(' ')))
      sentences.push(...inside)
    if (parts.length > 0 || ts.isRegularExpressionLiteral(node))
      literals.push(...(parts.length > 0 ? inside : [{ start: node.getStart(source), end: node.getEnd() }]))
    ts.forEachChild(node, visit)
  }
  visit(source)
  literals.sort((a, b) => a.start - b.start)
  return { comments: commentsBetween(text, literals), sentences }
}

const isSentence = (text: string): boolean =>
  (text.match(/\p{L}{2,}/gu)?.length ?? 0) >= minimumWords &&
  !/\b(?:SELECT|UPDATE|INSERT|DELETE|CREATE)\b/.test(text)

/** Outside literals, a slash followed by a slash or a star always starts a comment. */
function commentsBetween(text: string, literals: readonly Span[]): Span[] {
  const comments: Span[] = []
  const opening = /\/[/*]/g
  let next = 0
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index
    while (next < literals.length && (literals[next] as Span).end <= start) next++
    const literal = literals[next]
    if (literal && literal.start <= start) opening.lastIndex = literal.end
    else {
      const end = endOfComment(text, start)
      comments.push({ start, end })
      opening.lastIndex = end
    }
  }
  return comments
}

function endOfComment(text: string, start: number): number {
  const [mark, length] = text[start + 1] === '/' ? ['\n', 0] : ['*/', 2]
  const found = text.indexOf(mark, start + 2)
  return found < 0 ? text.length : found + length
}
