import { escaped } from '../../../../results/html/escape.ts'
import { style } from '../../../../results/html/style.ts'
import type { Load } from '../pictures.ts'
import type { Block, Cell, Table, Tree } from '../tree.ts'
import { figureOf, swatch } from './figure.ts'

/** Yields a report as one self-contained HTML file; holds one image in memory at a time. */
export async function* htmlOf(tree: Tree, load: Load): AsyncGenerator<string> {
  const { title, subject, notice, running } = tree
  yield `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n` +
    // Blocks scripts and requests, whatever a name or a note contains.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">\n` +
    `<meta name="generator" content="Ductal">\n<title>${escaped(title)}: ${escaped(subject)}</title>\n<style>${style}</style>\n</head>\n<body>\n<main>\n` +
    `<header><h1>${escaped(title)}</h1><p>${escaped(subject)} · ${escaped(running.right)}</p></header>\n`
  for (const block of tree.blocks) yield* blockOf(block, load)
  yield `<footer>${escaped(notice)}</footer>\n</main>\n</body>\n</html>\n`
}

async function* blockOf(block: Block, load: Load): AsyncGenerator<string> {
  switch (block.kind) {
    case 'heading': {
      const name = block.level === 1 ? 'h2' : 'h3'
      yield `<${name} id="${block.id}">${block.swatch ? swatch(block.swatch) : ''}${escaped(block.text)}</${name}>\n`
      return
    }
    case 'text':
      yield `<p${block.tone === 'muted' ? ' class="muted"' : ''}>${escaped(block.text)}</p>\n`
      return
    case 'callout':
      yield `<div class="callout ${block.tone}"><p>${escaped(block.title)}</p>${block.lines.map(line => `<p>${escaped(line)}</p>`).join('')}</div>\n`
      return
    case 'facts':
      yield `<dl${block.short ? ' class="short"' : ''}>${block.facts
        .map(
          ({ name, value, exact }) =>
            `<dt>${escaped(name)}</dt><dd${exact ? ' class="exact"' : ''}>${escaped(value)}</dd>`
        )
        .join('')}</dl>\n`
      return
    case 'table':
      yield* tableOf(block)
      return
    case 'figures':
      yield '<div class="figures">'
      for (const figure of block.figures) yield figureOf(figure, await load(figure), block.figures.length)
      yield '</div>\n'
      return
    case 'together':
      yield '<section class="together">'
      for (const inner of block.blocks) yield* blockOf(inner, load)
      yield '</section>\n'
  }
}

function* tableOf({ caption, columns, rows }: Table): Generator<string> {
  const head = columns
    .map(({ title, right }) => `<th scope="col"${right ? ' class="right"' : ''}>${escaped(title)}</th>`)
    .join('')
  // Takes the PDF's column widths, so that long names do not squeeze other columns.
  const total = columns.reduce((sum, { width }) => sum + width, 0)
  const cols = columns
    .map(({ width }) => `<col style="width:${((width / total) * 100).toFixed(1)}%">`)
    .join('')
  yield `<div class="wide"><table><caption>${escaped(caption)}</caption><colgroup>${cols}</colgroup><thead><tr>${head}</tr></thead><tbody>\n`
  for (const row of rows)
    yield `<tr>${row.map((cell, index) => cellOf(cell, columns[index]?.right)).join('')}</tr>\n`
  yield '</tbody></table></div>\n'
}

function cellOf({ text, swatch: color, strong, link }: Cell, right: boolean | undefined): string {
  const names = [right && 'right', strong && 'strong'].filter(name => name)
  const inner = `${color ? swatch(color) : ''}${escaped(text)}`
  return `<td${names.length > 0 ? ` class="${names.join(' ')}"` : ''}>${link ? `<a href="#${link}">${inner}</a>` : inner}</td>`
}
