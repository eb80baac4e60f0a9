import { join } from 'node:path'
import PDFDocument from 'pdfkit'
import { shortened } from '../../../../contract/text/repair.ts'
import type { Load } from '../pictures.ts'
import type { Block, Heading, Tree } from '../tree.ts'
import { drawBlock, type Means } from './blocks.ts'
import { type Document, PdfCanvas } from './canvas.ts'
import { Pages } from './pages.ts'
import { page, textWidth, types } from './style.ts'
import { yieldBetweenBlocks } from './yielding.ts'

/**
 * Yields a report as PDF, holding one image in memory at a time. Lays it out twice, the first time
 * without drawing, so that every page can state the page count. The same report gives the same
 * bytes.
 * @param fonts folder of the fonts
 */
export async function* pdfOf(given: Tree, load: Load, fonts: string): AsyncGenerator<Uint8Array> {
  const { tree, pages: total } = await laidOut(given, fonts)
  const doc = open(tree, fonts)
  const canvas = new PdfCanvas(doc, true)
  const pages = new Pages(canvas, tree, total)
  const bookmark = bookmarks(doc)
  drawTitle(pages, tree)
  const means = meansOf(tree, load, bookmark, canvas)
  for await (const block of yieldBetweenBlocks(tree.blocks)) {
    await drawBlock(pages, block, means)
    yield* written(doc)
  }
  doc.end()
  yield* written(doc)
}

/** Yields the bytes that the document has produced so far. */
function* written(doc: Document): Generator<Uint8Array> {
  for (let piece = doc.read(); piece !== null; piece = doc.read()) yield piece as Uint8Array
}

/** Counts the pages. If the fonts lack letters, adds a note to the document. */
async function laidOut(tree: Tree, fonts: string): Promise<{ tree: Tree; pages: number }> {
  const first = await measure(tree, fonts)
  if (first.unknown.size === 0) return { tree, pages: first.pages }
  const said: Block = {
    kind: 'text',
    tone: 'muted',
    text: 'A question mark may replace a character that the fonts of this PDF lack. The HTML and JSON reports contain every character.'
  }
  const told = {
    ...tree,
    blocks: {
      *[Symbol.iterator]() {
        yield* tree.blocks
        yield said
      }
    }
  }
  return { tree: told, pages: (await measure(told, fonts)).pages }
}

async function measure(tree: Tree, fonts: string): Promise<{ pages: number; unknown: Set<string> }> {
  const canvas = new PdfCanvas(open(tree, fonts), false)
  const pages = new Pages(canvas, tree, 0)
  drawTitle(pages, tree)
  const means = meansOf(tree, nothing, () => {}, canvas)
  for await (const block of yieldBetweenBlocks(tree.blocks)) await drawBlock(pages, block, means)
  return { pages: pages.number, unknown: canvas.unknown }
}

const nothing: Load = async () => null

function meansOf(tree: Tree, picture: Load, bookmark: Means['bookmark'], canvas: PdfCanvas): Means {
  const measuring = canvas.measuring()
  const heightOf: Means['heightOf'] = async blocks => {
    const endless = new Pages(measuring, tree, 0, Number.POSITIVE_INFINITY)
    const start = endless.y
    for (const block of blocks) await drawBlock(endless, block, { picture, bookmark: () => {}, heightOf })
    return endless.y - start
  }
  return { picture, bookmark, heightOf }
}

function open({ title, subject, author, madeAt }: Tree, fonts: string): Document {
  const doc = new PDFDocument({
    autoFirstPage: false,
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    lang: 'en',
    displayTitle: true,
    // Prevents loading of any default font.
    font: '',
    info: {
      Title: `${title}: ${subject}`,
      Subject: 'Region report of a whole-mount breast slide. Research use only.',
      Author: author,
      Creator: 'Ductal',
      Producer: 'Ductal (PDFKit)',
      CreationDate: madeAt,
      ModDate: madeAt
    }
  })
  doc.registerFont('regular', join(fonts, 'Roboto-Regular.ttf'))
  doc.registerFont('medium', join(fonts, 'Roboto-Medium.ttf'))
  doc.registerFont('italic', join(fonts, 'Roboto-Italic.ttf'))
  return doc
}

/** Nests section bookmarks below the document, and region bookmarks below their section. */
function bookmarks(doc: Document): Means['bookmark'] {
  let section: PDFKit.PDFOutline | undefined
  return ({ level, text, id }: Heading, y) => {
    doc.addNamedDestination(id, 'XYZ', page.left, y, null)
    const parent = level === 1 || !section ? doc.outline : section
    const place = { expanded: false, top: y }
    const item = parent.addItem(shortened(text, 120), place)
    if (level === 1) section = item
  }
}

function drawTitle(pages: Pages, { title, subject }: Tree): void {
  const { canvas } = pages
  for (const [text, type] of [
    [title, types.title],
    [subject, types.subject]
  ] as const)
    for (const line of canvas.lines(text, textWidth, type).slice(0, 3)) {
      canvas.line(line, page.left, pages.y, type)
      pages.y += type.line
    }
  pages.y += 4
}
