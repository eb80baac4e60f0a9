/**
 * Worker that paints bitmaps of regions, because painting ten thousand outlines takes longer than
 * many frames. It keeps a copy of the page's items and answers each requested canvas transform with
 * a bitmap.
 */

import type { CanvasTransform } from './canvas-transform.ts'
import { type Item, labelsFit, paintItems, visibleItems } from './items.ts'

export type PaintRequest = { put: readonly Item[]; gone: readonly string[] } | { transform: CanvasTransform }

export interface PaintedBitmap {
  bitmap: ImageBitmap
  /** Whether the bitmap contains labels. */
  labels: boolean
}

const items = new Map<string, Item>()

addEventListener('message', ({ data }: MessageEvent<PaintRequest>) => {
  if ('transform' in data) {
    const { transform } = data
    const canvas = new OffscreenCanvas(transform.width, transform.height)
    const context = canvas.getContext('2d')
    const visible = visibleItems(transform, items.values())
    const labels = labelsFit(transform, visible)
    if (context) paintItems(context, transform, visible, labels)
    const bitmap = canvas.transferToImageBitmap()
    postMessage({ bitmap, labels } satisfies PaintedBitmap, { transfer: [bitmap] })
  } else {
    for (const id of data.gone) items.delete(id)
    for (const item of data.put) items.set(item.id, item)
  }
})
