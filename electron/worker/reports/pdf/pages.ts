import type { Tree } from '../tree.ts'
import type { PdfCanvas } from './canvas.ts'
import { colors, page, textWidth, types } from './style.ts'

/** The pages of a document, and the position on the current page. */
export class Pages {
  y: number
  /** Number of the current page, from 1. */
  number = 0
  readonly canvas: PdfCanvas
  readonly #tree: Tree
  readonly #total: number
  /** Lower end of the text on a page; infinite for measuring heights. */
  readonly #bottom: number

  constructor(canvas: PdfCanvas, tree: Tree, total: number, bottom: number = page.height - page.bottom) {
    this.canvas = canvas
    this.#tree = tree
    this.#total = total
    this.#bottom = bottom
    this.y = page.top
    this.add()
  }

  get left(): number {
    return this.#bottom - this.y
  }

  get isFresh(): boolean {
    return this.y === page.top
  }

  /** Starts a new page if less than `height` is left. */
  need(height: number): void {
    if (this.left < height && !this.isFresh) this.add()
  }

  /** Adds space between blocks; none at the top of a page. */
  space(height: number): void {
    if (!this.isFresh) this.y += height
  }

  add(): void {
    this.number++
    this.y = page.top
    if (!this.canvas.drawing) return
    this.canvas.doc.addPage({ size: 'A4', margin: 0 })
    this.#frame()
  }

  /**
   * Draws the header and footer of every page: report and run, notice, page number and page count.
   */
  #frame(): void {
    const { canvas } = this
    const { running, notice } = this.#tree
    const right = page.left + textWidth
    const [head] = canvas.lines(running.left, textWidth * 0.7, types.running)
    canvas.line(head ?? '', page.left, 32, types.running)
    canvas.line(running.right, right - canvas.width(running.right, types.running), 32, types.running)
    canvas.rule(page.left, 45, textWidth, colors.rule)
    canvas.rule(page.left, page.height - 50, textWidth, colors.rule)
    canvas.line(notice, page.left, page.height - 45, types.running, '#8a3b00')
    const place = `Page ${this.number} of ${this.#total}`
    canvas.line(place, right - canvas.width(place, types.running), page.height - 45, types.running)
  }
}
