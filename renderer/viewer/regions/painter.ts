/**
 * Paints pictures of regions beside the page, in a worker: ten thousand outlines take longer than many frames. It keeps the
 * items as the page last told them, and answers each sheet with a picture.
 */
import { haveWords, type Item, paintItems, seenOn } from './items.ts'
import type { Sheet } from './sheet.ts'

export type Told = { put: readonly Item[]; gone: readonly string[] } | { sheet: Sheet }

export interface Painted {
  picture: ImageBitmap
  /** Whether words stand in it. */
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
