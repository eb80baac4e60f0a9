import type { Block, Callout, Fact, Facts, Figure, Heading, Text, Together } from '../tree.ts'
import { drawFigures } from './figure.ts'
import type { Pages } from './pages.ts'
import { colors, page, textHeight, textWidth, types } from './style.ts'
import { drawTable } from './table.ts'

/** What drawing needs in addition to the pages. */
export interface Means {
  picture(figure: Figure): Promise<Uint8Array | null>
  /** Adds a bookmark; called where a heading is drawn. */
  bookmark(heading: Heading, y: number): void
  /** Returns the height of blocks on an endless page. */
  heightOf(blocks: Block[]): Promise<number>
}

export async function drawBlock(pages: Pages, block: Block, means: Means): Promise<void> {
  switch (block.kind) {
    case 'heading':
      return drawHeading(pages, block, means)
    case 'text':
      return drawText(pages, block)
    case 'callout':
      return drawCallout(pages, block)
    case 'facts':
      return drawFacts(pages, block)
    case 'table':
      pages.space(8)
      return drawTable(pages, block)
    case 'figures':
      pages.space(8)
      return drawFigures(pages, block.figures, means.picture)
    case 'together':
      return drawTogether(pages, block, means)
  }
}

async function drawTogether(pages: Pages, { blocks }: Together, means: Means): Promise<void> {
  // An endless page omits the space before its first block.
  const height = (await means.heightOf(blocks)) + 20
  const figures = blocks.find(block => block.kind === 'figures')
  // A single figure may shrink, so the block can do with less room.
  const least = figures?.figures.length === 1 ? height * 0.75 : height
  if (least <= textHeight) pages.need(least)
  for (const block of blocks) await drawBlock(pages, block, means)
}

function drawHeading(pages: Pages, heading: Heading, means: Means): void {
  const { canvas } = pages
  const first = heading.level === 1
  const type = first ? types.section : types.region
  pages.space(first ? 20 : 14)
  // Includes the start of the next block, so that no heading ends a page.
  pages.need(first ? 140 : 60)
  means.bookmark(heading, pages.y)
  const indent = heading.swatch ? 15 : 0
  if (heading.swatch) canvas.rectangle(page.left, pages.y + 3, 9, 9, heading.swatch)
  for (const line of canvas.lines(heading.text, textWidth - indent, type).slice(0, 3)) {
    canvas.line(line, page.left + indent, pages.y, type)
    pages.y += type.line
  }
  if (first) {
    canvas.rule(page.left, pages.y + 2, textWidth, colors.section, 0.8)
    pages.y += 4
  }
  pages.y += 4
}

function drawText(pages: Pages, { text, tone }: Text): void {
  const type = tone === 'muted' ? types.muted : types.body
  pages.space(5)
  for (const line of pages.canvas.lines(text, textWidth, type)) {
    pages.need(type.line)
    pages.canvas.line(line, page.left, pages.y, type)
    pages.y += type.line
  }
}

/** Draws a bar and a background on each page that the callout reaches. */
function drawCallout(pages: Pages, { tone, title, lines }: Callout): void {
  const { canvas } = pages
  const { bar, ground, title: titleColor } = colors[tone]
  const width = textWidth - 24
  const rows = [
    ...canvas
      .lines(title, width, types.region)
      .map(line => ({ line, type: types.region, color: titleColor })),
    ...lines.flatMap(text =>
      canvas.lines(text, width, types.body).map(line => ({ line, type: types.body, color: types.body.color }))
    )
  ]
  pages.space(8)
  pages.need(50)
  while (rows.length > 0) {
    const room = pages.left - 16
    let height = 0
    let taken = 0
    while (taken < rows.length && height + rows[taken]!.type.line <= room) height += rows[taken++]!.type.line
    if (taken === 0) {
      pages.add()
      continue
    }
    canvas.rectangle(page.left, pages.y, textWidth, height + 14, ground)
    canvas.rectangle(page.left, pages.y, 3, height + 14, bar)
    let y = pages.y + 7
    for (const { line, type, color } of rows.splice(0, taken)) {
      canvas.line(line, page.left + 14, y, type, color)
      y += type.line
    }
    pages.y += height + 14
    if (rows.length > 0) pages.add()
  }
}

const nameWidth = 118

/** Fills the left half first, then the right; never split across pages. */
function drawShortFacts(pages: Pages, facts: Fact[]): void {
  const { canvas } = pages
  const half = (textWidth - 16) / 2
  const names = 88
  const rows = Math.ceil(facts.length / 2)
  const columns = [facts.slice(0, rows), facts.slice(rows)].map(column =>
    column.map(({ name, value }) => ({ name, lines: canvas.lines(value, half - names, types.body) }))
  )
  const heightOf = (column: { lines: string[] }[]) =>
    column.reduce((sum, { lines }) => sum + lines.length * types.body.line + 1.6, 0)
  const height = Math.max(...columns.map(heightOf))
  pages.need(height)
  columns.forEach((column, index) => {
    const x = page.left + index * (half + 16)
    let y = pages.y
    for (const { name, lines } of column) {
      canvas.line(name, x, y, types.name)
      for (const line of lines) {
        canvas.line(line, x + names, y, types.body)
        y += types.body.line
      }
      y += 1.6
    }
  })
  pages.y += height
}

function drawFacts(pages: Pages, { facts, short }: Facts): void {
  const { canvas } = pages
  pages.space(5)
  if (short) {
    drawShortFacts(pages, facts)
    return
  }
  for (const { name, value, exact } of facts) {
    const type = exact ? types.exact : types.body
    const names = canvas.lines(name, nameWidth - 10, types.name)
    const lines = canvas.lines(value, textWidth - nameWidth, type)
    for (let i = 0; i < Math.max(names.length, lines.length); i++) {
      pages.need(type.line)
      canvas.line(names[i] ?? '', page.left, pages.y, types.name)
      canvas.line(lines[i] ?? '', page.left + nameWidth, pages.y, type)
      pages.y += type.line
    }
    pages.y += 1.6
  }
}
