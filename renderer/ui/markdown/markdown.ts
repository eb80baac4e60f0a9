import { Marked, type Token, type Tokens } from 'marked'
import { h, type VNode } from 'vue'

type Content = VNode | string

const marked = new Marked()

/**
 * Renders Markdown from outside, such as a model card, as elements: without HTML, addresses or
 * images, which stay plain text.
 */
export const contentOf = (markdown: string): Content[] => marked.lexer(markdown).map(blockOf)

/**
 * Returns the text below the heading of that name, up to the next heading of its level; empty if
 * there is no such heading.
 */
export function sectionOf(markdown: string, name: string): string {
  const tokens = marked.lexer(markdown)
  const start = tokens.findIndex(token => isHeading(token) && token.text === name)
  const heading = tokens[start]
  if (!heading || !isHeading(heading)) return ''
  const after = tokens.slice(start + 1)
  const end = after.findIndex(token => isHeading(token) && token.depth <= heading.depth)
  return after
    .slice(0, end < 0 ? after.length : end)
    .map(({ raw }) => raw)
    .join('')
    .trim()
}

const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading'

function blockOf(token: Token): Content {
  switch (token.type) {
    case 'space':
    case 'def':
      return ''
    case 'heading':
      return h('h3', inlineOf(token))
    case 'code':
      return h('pre', { class: 'overflow-x-auto' }, h('code', token.text))
    case 'list':
      return h(
        token.ordered ? 'ol' : 'ul',
        (token as Tokens.List).items.map(item => h('li', item.tokens.map(insideOf)))
      )
    case 'blockquote':
      return h('blockquote', (token as Tokens.Blockquote).tokens.map(blockOf))
    case 'table':
      return tableOf(token as Tokens.Table)
    case 'hr':
      return h('hr')
    default:
      return h('p', inlineOf(token))
  }
}

/** Short items of a list are text without a paragraph of their own. */
const insideOf = (token: Token): Content | Content[] =>
  token.type === 'text' ? inlineOf(token) : blockOf(token)

function tableOf({ header, rows }: Tokens.Table): VNode {
  const head = header.map(cell => h('th', inlineOf(cell)))
  const body = rows.map(row =>
    h(
      'tr',
      row.map(cell => h('td', inlineOf(cell)))
    )
  )
  return h('table', [h('thead', h('tr', head)), h('tbody', body)])
}

function inlineOf(token: { tokens?: Token[] | undefined; text?: string; raw?: string }): Content[] {
  return token.tokens ? token.tokens.map(spanOf) : [token.text ?? token.raw ?? '']
}

function spanOf(token: Token): Content {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return h(token.type, inlineOf(token))
    case 'codespan':
      return h('code', token.text)
    case 'br':
      return h('br')
    case 'link':
      return h('span', inlineOf(token))
    case 'text':
    case 'escape':
      return token.text
    default:
      return token.raw
  }
}
