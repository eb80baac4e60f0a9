/** A page for browser-labels.spec.ts: the layer of the labels on a canvas of its own. */

import { labelWords } from '../../contract/review/queue.ts'
import type { Grid } from '../../contract/runs/run.ts'
import { LabelLayer } from '../../renderer/viewer/layers/label-layer.ts'
import { size, stride } from './stageSlide.ts'

const [cols, rows] = [Math.ceil(size.width / stride), Math.ceil(size.height / stride)]
const grid: Grid = { patch: stride, stride, cols, rows, originX: 0, originY: 0 }
const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 400 })
document.body.append(canvas)

export interface LabelView {
  /** Cell in the centre of the canvas; it and every seventh cell around it has a label. */
  col: number
  row: number
  zoom: number
  rotation: number
  flip: boolean
}

/** Bright pixels of the signs: one byte per pixel of the canvas, and one of them elsewhere. */
function signs({ col, row, zoom, rotation, flip }: LabelView, filled: boolean): number[] {
  const values = new Uint8Array(cols * rows)
  for (let index = (row * cols + col) % 7; index < values.length; index += 7)
    values[index] = 1 + (index % (labelWords.length - 1))
  const layer = new LabelLayer()
  layer.show({ grid, slide: size, values, unsaved: new Map(), filled })
  const centre = { x: (col + 0.5) * stride, y: (row + 0.5) * stride }
  const matrix = new DOMMatrix()
    .translate(canvas.width / 2, canvas.height / 2)
    .scale(flip ? -1 : 1, 1)
    .rotate(rotation)
    .scale(zoom)
    .translate(-centre.x, -centre.y)
  const reach = 500 / zoom
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  const before = JSON.stringify([context.getTransform(), context.globalAlpha])
  layer.draw(context, {
    matrix,
    scale: zoom,
    ratio: 1,
    visible: {
      left: centre.x - reach,
      top: centre.y - reach,
      right: centre.x + reach,
      bottom: centre.y + reach
    },
    width: canvas.width,
    height: canvas.height
  })
  if (JSON.stringify([context.getTransform(), context.globalAlpha]) !== before)
    throw new Error('the layer leaves the canvas with another transform or opacity')
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const bright: number[] = []
  for (let index = 0; index < data.length; index += 4)
    if (
      (data[index] as number) > 245 &&
      (data[index + 1] as number) > 245 &&
      (data[index + 2] as number) > 245
    )
      bright.push(index / 4)
  return bright
}

declare global {
  interface Window {
    signs(view: LabelView, filled: boolean): number[]
  }
}
window.signs = signs
