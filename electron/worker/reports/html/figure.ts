import { colorTable } from '../../../../results/colors.ts'
import { escaped, short } from '../../../../results/html/escape.ts'
import { type Figure, flaggedWords, type Heat, type Shape, unreadable } from '../tree.ts'

/**
 * Renders a figure with its image embedded: pixels below; outlines, numbers and scale bar as
 * vectors above.
 */
export function figureOf(figure: Figure, picture: Uint8Array | null, columns: number): string {
  const { width, height, caption, alternative } = figure
  // Converts sizes on screen to pixels of the image.
  const unit = width / (columns > 1 ? 390 : 796)
  const across = (x: number) => ((x - figure.box.x) * width) / figure.box.width
  const down = (y: number) => ((y - figure.box.y) * height) / figure.box.height
  const shapes = figure.shapes.map(shape => pathOf(shape, across, down, unit)).join('')
  const labels = figure.shapes.map(shape => labelOf(shape, across, down, unit, width)).join('')
  return (
    `<figure id="${figure.id}"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(alternative)}">` +
    (picture
      ? `<image width="${width}" height="${height}" href="data:image/jpeg;base64,${Buffer.from(picture).toString('base64')}"/>`
      : `<rect width="${width}" height="${height}" fill="#e3e8ec"/><text x="${short(10 * unit)}" y="${short(height / 2)}" font-size="${short(13 * unit)}">${escaped(unreadable)}</text>`) +
    `<g fill="none" stroke-linejoin="round">${shapes}</g>${labels}${scaleBarOf(figure, unit)}</svg>` +
    `${figure.heat ? legendOf(figure.heat) : ''}${keyOf(figure)}<figcaption>${escaped(caption)}</figcaption></figure>\n`
  )
}

type Along = (value: number) => number

function pathOf({ lines, closed, color }: Shape, across: Along, down: Along, unit: number): string {
  const path = lines
    .map(line => {
      const [x = 0, y = 0] = [across(line[0]!), down(line[1]!)]
      const radius = 3 * unit
      if (line.length === 2)
        return `M${short(x - radius)} ${short(y)}a${short(radius)} ${short(radius)} 0 1 0 ${short(2 * radius)} 0a${short(radius)} ${short(radius)} 0 1 0 ${short(-2 * radius)} 0`
      let text = ''
      for (let i = 0; i < line.length; i += 2)
        text += `${i === 0 ? 'M' : 'L'}${short(across(line[i]!))} ${short(down(line[i + 1]!))}`
      return closed ? `${text}Z` : text
    })
    .join('')
  return `<path d="${path}" stroke="#fff" stroke-opacity=".75" stroke-width="${short(4 * unit)}"/><path d="${path}" stroke="${color}" stroke-width="${short(2 * unit)}"/>`
}

function labelOf({ label, color }: Shape, across: Along, down: Along, unit: number, limit: number): string {
  if (!label) return ''
  const wide = (label.text.length * 7 + 8) * unit
  const x = Math.min(Math.max(across(label.x) - wide / 2, unit), limit - wide - unit)
  const y = Math.max(down(label.y) - 18 * unit, unit)
  return (
    `<rect x="${short(x)}" y="${short(y)}" width="${short(wide)}" height="${short(16 * unit)}" rx="${short(3 * unit)}" fill="#fff" stroke="${color}" stroke-width="${short(unit)}"/>` +
    `<text x="${short(x + wide / 2)}" y="${short(y + 12.2 * unit)}" font-size="${short(12 * unit)}" text-anchor="middle" fill="#1c2127">${escaped(label.text)}</text>`
  )
}

function scaleBarOf({ scaleBar, box, width, height }: Figure, unit: number): string {
  const long = (scaleBar.pixels * width) / box.width
  const wide = Math.max(long, scaleBar.label.length * 7 * unit) + 14 * unit
  const [left, top] = [width - wide - 8 * unit, height - 36 * unit]
  return (
    `<rect x="${short(left)}" y="${short(top)}" width="${short(wide)}" height="${short(28 * unit)}" rx="${short(3 * unit)}" fill="#fff" fill-opacity=".85"/>` +
    `<text x="${short(left + wide / 2)}" y="${short(top + 13 * unit)}" font-size="${short(12 * unit)}" text-anchor="middle" fill="#000">${escaped(scaleBar.label)}</text>` +
    `<rect x="${short(left + (wide - long) / 2)}" y="${short(top + 19 * unit)}" width="${short(long)}" height="${short(4 * unit)}" fill="#000"/>`
  )
}

function legendOf({ className, threshold, flagged }: Heat): string {
  const table = colorTable()
  const steps = Array.from({ length: 60 }, (_, step) => {
    const at = Math.round((step / 59) * 255) * 3
    return `<rect x="${step * 3}" width="3.3" height="10" y="2" fill="rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})"/>`
  }).join('')
  const mark = `<rect x="${short(threshold * 180 - 0.75)}" width="1.5" height="14" fill="#000"/>`
  const words = `<text x="0" y="26" font-size="11">0</text><text x="${short(Math.min(Math.max(threshold * 180, 20), 160))}" y="26" font-size="11" text-anchor="middle">${threshold}</text><text x="180" y="26" font-size="11" text-anchor="end">1</text>`
  return (
    `<div class="legend"><svg viewBox="0 0 182 30" role="img" aria-label="Colours from 0, dark, to 1, yellow, with the threshold of ${threshold}">${steps}${mark}${words}</svg>` +
    `<span>Probability of ${escaped(className)}; paler below the threshold</span><span>${swatch('#808080')}tile failed, no result</span>${flagged > 0 ? `<span>${hatched}${flaggedWords}</span>` : ''}</div>`
  )
}

const keyOf = ({ key }: Figure) =>
  key.length === 0
    ? ''
    : `<div class="legend">${key.map(({ color, text }) => `<span>${swatch(color)}${escaped(text)}</span>`).join('')}</div>`

/** A sample of the hatching for patches with a quality flag. */
const hatched =
  '<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" fill="#fff"/><path d="M0 6L6 0M0 12L12 0M6 12L12 6" stroke="#141414" stroke-width="2"/></svg>'

/** A coloured square, placed before the text that explains the colour. */
export const swatch = (color: string) =>
  `<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill="${color}"/></svg>`
