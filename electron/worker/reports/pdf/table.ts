import type { Cell, Column, Table } from '../tree.ts'
import type { Pages } from './pages.ts'
import { colors, page, textWidth, types } from './style.ts'

const padding = 3
const swatchWidth = 10
/** Maximum lines in a cell; longer text appears in full elsewhere. */
const mostLines = 6

interface Slot {
  x: number
  width: number
}

/** Draws a table over as many pages as it needs, repeating its header on each. */
export function drawTable(pages: Pages, table: Table): void {
  const { canvas } = pages
  const slots = slotsOf(table.columns)
  pages.need(70)
  canvas.line(table.caption, page.left, pages.y, types.region)
  pages.y += types.region.line + 2
  drawHead(pages, table.columns, slots)
  for (const row of table.rows) {
    const cells = row.map((cell, index) => linesOf(pages, cell, slots[index]!))
    const height = Math.max(...cells.map(lines => lines.length)) * types.cell.line + padding * 2
    if (pages.left < height) {
      pages.add()
      drawHead(pages, table.columns, slots)
    }
    row.forEach((cell, index) => {
      drawCell(pages, cell, cells[index]!, slots[index]!, table.columns[index]!.right ?? false)
    })
    pages.y += height
    canvas.rule(page.left, pages.y, textWidth, colors.hair)
  }
}

function slotsOf(columns: Column[]): Slot[] {
  const total = columns.reduce((sum, { width }) => sum + width, 0)
  let x: number = page.left
  return columns.map(column => {
    const width = (column.width / total) * textWidth
    const slot = { x: x + padding, width: width - 2 * padding }
    x += width
    return slot
  })
}

function drawHead(pages: Pages, columns: Column[], slots: Slot[]): void {
  const { canvas } = pages
  canvas.rectangle(page.left, pages.y, textWidth, types.column.line + padding * 2, colors.plain.ground)
  columns.forEach(({ title, right }, index) => {
    const slot = slots[index]!
    const x = right ? slot.x + slot.width - canvas.width(title, types.column) : slot.x
    canvas.line(title, x, pages.y + padding, types.column)
  })
  pages.y += types.column.line + padding * 2
  canvas.rule(page.left, pages.y, textWidth, colors.rule)
}

function linesOf(pages: Pages, cell: Cell, slot: Slot): string[] {
  const width = slot.width - (cell.swatch ? swatchWidth : 0)
  const lines = pages.canvas.lines(cell.text, width, cell.strong ? types.strong : types.cell)
  return lines.length <= mostLines ? lines : [...lines.slice(0, mostLines - 1), '…']
}

function drawCell(pages: Pages, cell: Cell, lines: string[], slot: Slot, right: boolean): void {
  const { canvas } = pages
  const type = cell.strong ? types.strong : types.cell
  const indent = cell.swatch ? swatchWidth : 0
  if (cell.swatch) canvas.rectangle(slot.x, pages.y + padding + 2, 7, 7, cell.swatch)
  lines.forEach((line, index) => {
    const x = right ? slot.x + slot.width - canvas.width(line, type) : slot.x + indent
    const y = pages.y + padding + index * type.line
    canvas.line(line, x, y, type)
    if (cell.link && canvas.drawing) canvas.doc.goTo(x, y, canvas.width(line, type), type.line, cell.link)
  })
}
