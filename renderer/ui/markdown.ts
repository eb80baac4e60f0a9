/** A piece of text in one style. */
export interface Span {
  kind: 'text' | 'strong' | 'code'
  text: string
}

export type Block =
  | { kind: 'heading'; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'list'; items: Span[][] }
  | { kind: 'table'; head: Span[][]; rows: Span[][][] }
  | { kind: 'code'; text: string }

/** Parses the subset of Markdown that model cards use; anything else stays plain text. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = []
  const lines = markdown.replace(/\r/g, '').split('\n')
  while (lines.length > 0) {
    const line = lines[0] ?? ''
    if (line.trim() === '') lines.shift()
    else if (line.startsWith('```')) blocks.push(codeBlock(lines))
    else if (/^#{1,6} /.test(line)) {
      blocks.push({ kind: 'heading', spans: spansOf(line.replace(/^#+ /, '')) })
      lines.shift()
    } else if (isItem(line)) blocks.push(list(lines))
    else if (isRow(line)) blocks.push(table(lines))
    else blocks.push({ kind: 'paragraph', spans: spansOf(take(lines, isPlain).join(' ')) })
  }
  return blocks
}

/**
 * Returns the text below the heading of that name, up to the next heading of its level; empty if
 * there is no such heading.
 */
export function sectionOf(markdown: string, name: string): string {
  const lines = markdown.replace(/\r/g, '').split('\n')
  const start = lines.findIndex(line => line.replace(/^#+ /, '').trim() === name && line.startsWith('#'))
  if (start < 0) return ''
  const rank = lines[start]?.match(/^#+/)?.[0].length ?? 1
  const end = lines.findIndex(
    (line, place) => place > start && (line.match(/^#+(?= )/)?.[0].length ?? 99) <= rank
  )
  return lines
    .slice(start + 1, end < 0 ? lines.length : end)
    .join('\n')
    .trim()
}

const isItem = (line: string) => /^\s*([-*]|\d+\.) /.test(line)
const isRow = (line: string) => /^\s*\|.*\|\s*$/.test(line)
const isPlain = (line: string) =>
  line.trim() !== '' && !isItem(line) && !isRow(line) && !/^(#{1,6} |```)/.test(line)

function take(lines: string[], wanted: (line: string) => boolean): string[] {
  const end = lines.findIndex(line => !wanted(line))
  return lines.splice(0, end < 0 ? lines.length : end).map(line => line.trim())
}

function codeBlock(lines: string[]): Block {
  lines.shift()
  const end = lines.findIndex(line => line.startsWith('```'))
  const text = lines.splice(0, end < 0 ? lines.length : end).join('\n')
  lines.shift()
  return { kind: 'code', text }
}

/** Indented lines continue an item. */
function list(lines: string[]): Block {
  const items: string[] = []
  while (lines.length > 0) {
    const line = lines[0] ?? ''
    if (isItem(line)) items.push(line.replace(/^\s*([-*]|\d+\.) /, ''))
    else if (/^\s+\S/.test(line)) items.push(`${items.pop() ?? ''} ${line.trim()}`)
    else break
    lines.shift()
  }
  return { kind: 'list', items: items.map(spansOf) }
}

function table(lines: string[]): Block {
  const rows = take(lines, isRow)
    .filter(row => !/^[|\s:-]+$/.test(row))
    .map(row =>
      row
        .slice(1, -1)
        .split('|')
        .map(cell => spansOf(cell.trim()))
    )
  return { kind: 'table', head: rows[0] ?? [], rows: rows.slice(1) }
}

function spansOf(text: string): Span[] {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter(part => part !== '')
    .map(part =>
      part.startsWith('**')
        ? { kind: 'strong', text: part.slice(2, -2) }
        : part.startsWith('`')
          ? { kind: 'code', text: part.slice(1, -1) }
          : { kind: 'text', text: part }
    )
}
