import { Marked, type Token, type Tokens } from 'marked'

/** What a person reads at a time: a heading of the second level and what stands below it. */
export interface Section {
  /** As GitHub names it: `open-a-slide`. */
  id: string
  title: string
  html: string
  /** What the search looks in. */
  text: string
}

/** One page of docs/. */
export interface GuideDocument {
  /** Its file without the ending: `guide`. */
  name: string
  title: string
  sections: Section[]
}

/** Pages that the program carries, in the order of its contents list; links to others become plain text. */
export const documentNames = ['guide', 'export-formats', 'errors', 'terminal', 'audit'] as const

/** The anchor that GitHub gives a heading. */
export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const escaped = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/** The section that a link within docs/ leads to, as `document/section`; undefined where it leads out of the program. */
export function targetOf(href: string, from: string): string | undefined {
  const [file = '', anchor = ''] = href.split('#')
  const name = file === '' ? from : file.replace(/\.md$/, '')
  return documentNames.some(known => known === name) ? `${name}/${anchor}` : undefined
}

/** A picture of the program, of which there is one for each theme; what it shows stands below it. */
function figure(source: string, caption: string): string {
  const dark = source.replace(/\.\w+$/, '-dark$&')
  const image = (path: string, theme: string) =>
    `<img src="${escaped(path)}" class="in-${theme}" alt="" loading="lazy">`
  return `<figure>${image(source, 'light')}${image(dark, 'dark')}<figcaption>${escaped(caption)}</figcaption></figure>`
}

/** Our own Markdown as HTML for the program. HTML in it is left out: there is only a note or two to whoever writes it. */
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

/** HTML without its tags and with its entities read. */
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

/** Reads a page of docs/. @param markdown begins with the title; what stands before the first section is one of that name */
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
