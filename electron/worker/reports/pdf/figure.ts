import { colorTable } from '../../../../results/colors.ts'
import { type Figure, flaggedWords, type Heat, type Shape, unreadable } from '../tree.ts'
import type { PdfCanvas } from './canvas.ts'
import type { Pages } from './pages.ts'
import { colors, page, textWidth, types } from './style.ts'

const gap = 12
/** Maximum height of a figure on a page, in points. */
const tallest = 430
const legendHeight = 26
const keyHeight = 15

interface Place {
  x: number
  y: number
  width: number
  height: number
}

/** Height of what is drawn below a figure's image. */
const below = ({ heat, key }: Figure) => (heat ? legendHeight : 0) + (key.length > 0 ? keyHeight : 0)

/** Lays out figures side by side: their size on paper, and the lines of their captions. */
export function figuresSize(canvas: PdfCanvas, figures: Figure[], most = tallest) {
  const width = (textWidth - gap * (figures.length - 1)) / figures.length
  const placed = figures.map(figure => {
    const height = Math.min(most, (width * figure.box.height) / figure.box.width)
    return {
      figure,
      height,
      width: (height * figure.box.width) / figure.box.height,
      caption: canvas.lines(figure.caption, width, types.caption)
    }
  })
  const height = Math.max(
    ...placed.map(
      ({ figure, height, caption }) => height + below(figure) + 4 + caption.length * types.caption.line
    )
  )
  return { placed, width, height }
}

/** Shrinks a single figure a little if that keeps it on the page. */
function fitted(pages: Pages, figures: Figure[]) {
  const wanted = figuresSize(pages.canvas, figures)
  const room = pages.left
  if (wanted.height <= room || figures.length > 1) return wanted
  const pictured = wanted.placed[0]!.height
  const most = pictured - (wanted.height - room)
  return most >= pictured * 0.6 ? figuresSize(pages.canvas, figures, most) : wanted
}

/** @param picture returns the JPEG of a figure; not called when only measuring */
export async function drawFigures(
  pages: Pages,
  figures: Figure[],
  picture: (figure: Figure) => Promise<Uint8Array | null>
): Promise<void> {
  const { canvas } = pages
  const { placed, width, height } = fitted(pages, figures)
  pages.need(height)
  for (const [index, { figure, caption, ...size }] of placed.entries()) {
    const place = { x: page.left + index * (width + gap), y: pages.y, ...size }
    if (canvas.drawing) drawFigure(canvas, figure, place, await picture(figure))
    let y = pages.y + size.height
    if (figure.heat) drawLegend(canvas, figure.heat, place.x, y + 5)
    y += figure.heat ? legendHeight : 0
    if (figure.key.length > 0) drawKey(canvas, figure, place.x, y + 4, width)
    y += figure.key.length > 0 ? keyHeight : 0
    for (const [number, line] of caption.entries())
      canvas.line(line, place.x, y + 4 + number * types.caption.line, types.caption)
  }
  pages.y += height
}

function drawFigure(canvas: PdfCanvas, figure: Figure, place: Place, picture: Uint8Array | null): void {
  const { doc } = canvas
  const { x, y, width, height } = place
  if (picture) doc.image(Buffer.from(picture), x, y, { width, height })
  else {
    canvas.rectangle(x, y, width, height, colors.hair)
    canvas.line(unreadable, x + 8, y + height / 2, types.label)
  }
  doc.save()
  doc.rect(x, y, width, height).clip()
  drawShapes(canvas, figure, place)
  for (const shape of figure.shapes) drawLabel(canvas, shape, figure, place)
  doc.restore()
  doc.lineWidth(0.5).rect(x, y, width, height).stroke(colors.rule)
  drawScaleBar(canvas, figure, place)
}

const toPaper = ({ box }: Figure, { x, y, width, height }: Place) => ({
  across: (value: number) => x + ((value - box.x) * width) / box.width,
  down: (value: number) => y + ((value - box.y) * height) / box.height
})

/** A white seam separates each colour from the tissue below. */
function drawShapes({ doc }: PdfCanvas, figure: Figure, place: Place): void {
  doc.lineJoin('round').lineWidth(2.8).strokeOpacity(0.75).strokeColor('#ffffff')
  for (const shape of figure.shapes) doc.addContent(`${pathOf(shape, figure, place)} S`)
  doc.lineWidth(1.3).strokeOpacity(1)
  let last = ''
  for (const shape of figure.shapes) {
    if (shape.color !== last) doc.strokeColor(shape.color)
    last = shape.color
    doc.addContent(`${pathOf(shape, figure, place)} S`)
  }
}

/**
 * Returns one string per outline: an outline has thousands of points, and a report thousands of
 * outlines.
 */
function pathOf({ lines, closed }: Shape, figure: Figure, place: Place): string {
  const { across, down } = toPaper(figure, place)
  return lines
    .map(line => {
      const [x, y] = [across(line[0]!), down(line[1]!)]
      if (line.length === 2) return circleAt(x, y)
      let text = `${hundredth(x)} ${hundredth(y)} m`
      for (let i = 2; i < line.length; i += 2)
        text += ` ${hundredth(across(line[i]!))} ${hundredth(down(line[i + 1]!))} l`
      return closed ? `${text} h` : text
    })
    .join(' ')
}

/** Rounds to a hundredth of a point. */
const hundredth = (value: number) => Math.round(value * 100) / 100

/** Returns a circle around a point, as four Bézier curves. */
function circleAt(x: number, y: number): string {
  const radius = 3
  const bend = radius * 0.5523
  const at = (dx: number, dy: number) => `${hundredth(x + dx)} ${hundredth(y + dy)}`
  return (
    `${at(radius, 0)} m ${at(radius, bend)} ${at(bend, radius)} ${at(0, radius)} c ${at(-bend, radius)} ${at(-radius, bend)} ${at(-radius, 0)} c ` +
    `${at(-radius, -bend)} ${at(-bend, -radius)} ${at(0, -radius)} c ${at(bend, -radius)} ${at(radius, -bend)} ${at(radius, 0)} c h`
  )
}

function drawLabel(canvas: PdfCanvas, { label, color }: Shape, figure: Figure, place: Place): void {
  if (!label) return
  const { across, down } = toPaper(figure, place)
  const wide = canvas.width(label.text, types.label) + 5
  const x = Math.min(Math.max(across(label.x) - wide / 2, place.x + 1), place.x + place.width - wide - 1)
  const y = Math.max(down(label.y) - 11, place.y + 1)
  canvas.doc.roundedRect(x, y, wide, 10, 2).fillAndStroke('#ffffff', color)
  canvas.line(label.text, x + 2.5, y + 0.4, types.label)
}

function drawScaleBar(canvas: PdfCanvas, figure: Figure, { x, y, width, height }: Place): void {
  const long = (figure.scaleBar.pixels * width) / figure.box.width
  const text = figure.scaleBar.label
  const wide = Math.max(long, canvas.width(text, types.label)) + 10
  const [left, top] = [x + width - wide - 6, y + height - 24]
  canvas.rectangle(left, top, wide, 18, '#ffffff', 0.85)
  canvas.line(text, left + (wide - canvas.width(text, types.label)) / 2, top + 1.5, types.label)
  canvas.rectangle(left + (wide - long) / 2, top + 12.5, long, 2.5, '#000000')
}

/** Draws the colour scale from 0 to 1 with the threshold, and explains the other two marks. */
function drawLegend(canvas: PdfCanvas, { className, threshold, flagged }: Heat, x: number, y: number): void {
  if (!canvas.drawing) return
  const wide = 120
  const table = colorTable()
  for (let step = 0; step < 60; step++) {
    const at = Math.round((step / 59) * 255) * 3
    const color = `#${[0, 1, 2].map(channel => table[at + channel]!.toString(16).padStart(2, '0')).join('')}`
    canvas.rectangle(x + (step * wide) / 60, y, wide / 60 + 0.3, 7, color)
  }
  canvas.rectangle(x + threshold * wide - 0.5, y - 1.5, 1, 10, '#000000')
  canvas.line('0', x, y + 8, types.label)
  canvas.line('1', x + wide - 4, y + 8, types.label)
  const mark = String(threshold)
  const middle = Math.min(
    Math.max(x + threshold * wide - canvas.width(mark, types.label) / 2, x + 10),
    x + wide - 24
  )
  canvas.line(mark, middle, y + 8, types.label)
  canvas.line(
    `Probability of ${className}; paler below the threshold of ${threshold}`,
    x + wide + 10,
    y - 1,
    types.caption
  )
  canvas.rectangle(x + wide + 10, y + 10.5, 7, 6, '#808080')
  canvas.line('tile failed, no result', x + wide + 21, y + 9, types.caption)
  if (flagged > 0) drawHatched(canvas, x + wide + 140, y + 9)
}

function drawHatched(canvas: PdfCanvas, x: number, y: number): void {
  const { doc } = canvas
  const top = y + 1.5
  doc.lineWidth(1).strokeColor('#141414')
  doc.rect(x, top, 7, 6).stroke()
  for (const [fromX, fromY, toX, toY] of [
    [0, 3, 3, 0],
    [0, 6, 6, 0],
    [3, 6, 7, 2]
  ] as const)
    doc
      .moveTo(x + fromX, top + fromY)
      .lineTo(x + toX, top + toY)
      .stroke()
  canvas.line(flaggedWords, x + 11, y, types.caption)
}

function drawKey(canvas: PdfCanvas, { key }: Figure, x: number, y: number, width: number): void {
  let at = x
  for (const { color, text } of key) {
    const [name = ''] = canvas.lines(text, width / 3, types.caption)
    const wide = canvas.width(name, types.caption) + 22
    if (at + wide > x + width) return
    canvas.rectangle(at, y + 2, 8, 7, color)
    canvas.line(name, at + 11, y, types.caption)
    at += wide
  }
}
