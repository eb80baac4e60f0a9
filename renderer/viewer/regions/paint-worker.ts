/**
 * Worker that paints bitmaps of regions, because painting ten thousand outlines takes longer than
 * many frames. It keeps a copy of the page's items and answers each requested canvas transform with
 * a bitmap.
 */

import type { Sheet } from './canvas-transform.ts'
import { haveWords, type Item, paintItems, seenOn } from './items.ts'

export type Told = { put: readonly Item[]; gone: readonly string[] } | { sheet: Sheet }

export interface Painted {
  picture: ImageBitmap
  /** Whether the bitmap contains labels. */
  words: boolean
}

const items = new Map<string, Item>()

addEventListener('message', ({ data }: MessageEvent<Told>) => {
  if ('sheet' in data) {
    const { sheet } = data
    const canvas = new OffscreenCanvas(sheet.width, sheet.height)
    const context = canvas.getContext('2d')
    const seen = seenOn(sheet, items.values())
    const words = haveWords(sheet, seen)
    if (context) paintItems(context, sheet, seen, words)
    const picture = canvas.transferToImageBitmap()
    postMessage({ picture, words } satisfies Painted, { transfer: [picture] })
  } else {
    for (const id of data.gone) items.delete(id)
    for (const item of data.put) items.set(item.id, item)
  }
})
