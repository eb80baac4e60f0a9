import type { Legend } from '../../core/features.ts'
import { texts } from '../../texts.ts'
import { css, stopsOf } from '../../viewer/raster/colors.ts'

/** One side of the view, with the content of the strip below it. */
export interface SnapshotSide {
  picture: HTMLCanvasElement
  /** CSS pixels. */
  bar: { pixels: number; text: string }
  legend: Legend | undefined
  title: string
}

/** CSS pixels. */
const pad = 12
const line = 18
/** Rows for name, scale bar and notice. */
const ownRows = 4
const legendLeft = 320
const legendWidth = 200
const ink = '#16202b'
const muted = '#4a5665'

/**
 * Draws the sides of the view next to each other, each above a white strip with its scale bar,
 * legend and name.
 */
export function drawSnapshot(sides: readonly SnapshotSide[]): HTMLCanvasElement {
  const ratio = window.devicePixelRatio
  const strip = 2 * pad + Math.max(...sides.map(rowsOf)) * line
  const canvas = document.createElement('canvas')
  canvas.width = sides.reduce((sum, { picture }) => sum + picture.width, 0)
  canvas.height = Math.max(...sides.map(({ picture }) => picture.height)) + strip * ratio
  const context = canvas.getContext('2d')
  if (!context) return canvas
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  let left = 0
  for (const side of sides) {
    context.setTransform(1, 0, 0, 1, left, 0)
    context.drawImage(side.picture, 0, 0)
    context.setTransform(ratio, 0, 0, ratio, left, side.picture.height)
    drawStrip(context, side)
    left += side.picture.width
  }
  return canvas
}

/** Below a narrow picture, the legend goes under the scale bar instead of next to it. */
const isNarrow = ({ picture }: SnapshotSide): boolean =>
  picture.width / window.devicePixelRatio < legendLeft + legendWidth + pad

function rowsOf(side: SnapshotSide): number {
  const { legend } = side
  const rows = legend ? 1 + (legend.scale ? 2 : 0) + legend.entries.length + (legend.note ? 1 : 0) : 0
  return isNarrow(side) ? ownRows + rows : Math.max(ownRows, rows)
}

function drawStrip(context: CanvasRenderingContext2D, side: SnapshotSide): void {
  const { bar, legend, title } = side
  context.textBaseline = 'middle'
  text(context, title, pad, pad + line / 2, ink, true)
  const y = pad + 2 * line
  context.strokeStyle = ink
  context.lineWidth = 2
  context.beginPath()
  context.moveTo(pad + 1, y - 7)
  context.lineTo(pad + 1, y)
  context.lineTo(pad + bar.pixels - 1, y)
  context.lineTo(pad + bar.pixels - 1, y - 7)
  context.stroke()
  text(context, bar.text, pad + bar.pixels + 8, y - 4, ink, true)
  text(context, texts.researchUse, pad, pad + 3 * line, muted)
  if (!legend) return
  if (isNarrow(side)) drawLegend(context, legend, pad, pad + ownRows * line)
  else drawLegend(context, legend, legendLeft, pad)
}

function drawLegend(context: CanvasRenderingContext2D, legend: Legend, x: number, top: number): void {
  let y = top + line / 2
  const width = legendWidth
  text(context, legend.title, x, y, ink, true)
  y += line
  const { scale } = legend
  if (scale) {
    const gradient = context.createLinearGradient(x, 0, x + width, 0)
    for (const { at, color } of stopsOf(scale.map, scale.threshold)) gradient.addColorStop(at, color)
    context.fillStyle = gradient
    context.fillRect(x, y - 6, width, 12)
    context.fillStyle = `rgba(255, 255, 255, ${scale.veil})`
    context.fillRect(x, y - 6, width * scale.threshold, 12)
    context.fillStyle = ink
    context.fillRect(x + width * scale.threshold - 1, y - 8, 2, 16)
    y += line
    text(context, scale.low, x, y, muted)
    context.textAlign = 'center'
    text(context, scale.middle, x + width / 2, y, ink)
    context.textAlign = 'right'
    text(context, scale.high, x + width, y, muted)
    context.textAlign = 'left'
    y += line
  }
  for (const entry of legend.entries) {
    context.strokeStyle = muted
    context.lineWidth = 1
    context.fillStyle = entry.color ? css(entry.color) : '#ffffff'
    context.fillRect(x, y - 6, 12, 12)
    if (!entry.color) context.strokeRect(x + 0.5, y - 5.5, 11, 11)
    text(context, `${entry.text}  ${entry.count}`, x + 20, y, ink)
    y += line
  }
  if (legend.note) text(context, legend.note, x, y, muted)
}

function text(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  color: string,
  strong = false
): void {
  context.font = `${strong ? 600 : 400} 12px system-ui, sans-serif`
  context.fillStyle = color
  context.fillText(words, x, y)
}
