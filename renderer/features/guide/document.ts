import { Marked, type Token, type Tokens } from 'marked'

/** The unit of reading: a level-2 heading with the text below it. */
export interface Section {
  /** Anchor as GitHub generates it: `open-a-slide`. */
  id: string
  title: string
  html: string
  /** Plain text for the search. */
  text: string
}

/** One page of docs/. */
export interface GuideDocument {
  /** File name without extension: `guide`. */
  name: string
  title: string
  sections: Section[]
}

/**
 * Pages bundled with the program, in the order of the table of contents. Links to other pages
 * become plain text.
 */
export const documentNames = ['guide', 'export-formats', 'errors', 'terminal', 'audit'] as const

/** Returns the anchor that GitHub generates for a heading. */
export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const escaped = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/**
 * Returns the section that a link within docs/ points to, as `document/section`; undefined if the
 * link leads out of the program.
 */
export function targetOf(href: string, from: string): string | undefined {
  const [file = '', anchor = ''] = href.split('#')
  const name = file === '' ? from : file.replace(/\.md$/, '')
  return documentNames.some(known => known === name) ? `${name}/${anchor}` : undefined
}

/** Renders a screenshot of the program, in a light and a dark version, with its caption below. */
function figure(source: string, caption: string): string {
  const dark = source.replace(/\.\w+$/, '-dark$&')
  const image = (path: string, theme: string) =>
    `<img src="${escaped(path)}" class="in-${theme}" alt="" loading="lazy">`
  return `<figure>${image(source, 'light')}${image(dark, 'dark')}<figcaption>${escaped(caption)}</figcaption></figure>`
}

/** Renders our own Markdown as HTML. Drops embedded HTML, which only holds notes to the authors. */
function reader(name: string): Marked {
  return new Marked({
    renderer: {
      html: () => '',
      heading({ tokens, depth, text }) {
        return `<h${depth + 1} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth + 1}>`
      },
      paragraph({ tokens }) {
        const [first, ...others] = tokens
        return first?.type === 'image' && others.length === 0
          ? figure(first.href, first.text)
          : `<p>${this.parser.parseInline(tokens)}</p>`
      },
      link({ href, tokens }) {
        const target = targetOf(href, name)
        const text = this.parser.parseInline(tokens)
        return target === undefined ? text : `<a href="#${target}">${text}</a>`
      }
    }
  })
}

const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading'

/** Strips tags and decodes entities. */
const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, '’')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * Parses a page of docs/.
 * @param markdown starts with the title; text before the first section becomes a section with that
 *   title
 */
export function documentOf(name: string, markdown: string): GuideDocument {
  const marked = reader(name)
  const parts: { title: string; tokens: Token[] }[] = []
  for (const token of marked.lexer(markdown)) {
    if (isHeading(token) && token.depth <= 2) parts.push({ title: token.text, tokens: [] })
    else parts.at(-1)?.tokens.push(token)
  }
  const sections = parts.map(({ title, tokens }): Section => {
    const html = marked.parser(tokens)
    return { id: slugOf(title), title: textOf(title.replaceAll('`', '')), html, text: textOf(html) }
  })
  return { name, title: parts[0]?.title ?? name, sections }
}
