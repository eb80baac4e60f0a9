import type PDFDocument from 'pdfkit'
import type { FontName, Type } from './style.ts'

export type Document = InstanceType<typeof PDFDocument>

/** PDF canvas: measures text and draws, or only measures. */
export class PdfCanvas {
  readonly doc: Document
  readonly drawing: boolean
  /** Letters missing in the fonts, collected as they occur. */
  readonly unknown = new Set<string>()
  readonly #widths = new Map<string, number>()
  readonly #letters = new Map<string, boolean>()

  constructor(doc: Document, drawing: boolean) {
    this.doc = doc
    this.drawing = drawing
  }

  /** Returns a PDF canvas that only measures. */
  measuring(): PdfCanvas {
    return this.drawing ? new PdfCanvas(this.doc, false) : this
  }

  /** Breaks a text into lines of at most `width` points; breaks longer words anywhere. */
  lines(text: string, width: number, type: Type): string[] {
    return this.known(text)
      .split('\n')
      .flatMap(paragraph => this.#wrap(paragraph.split(/[ \t\r]+/), width, type))
  }

  #wrap(words: string[], width: number, type: Type): string[] {
    const lines: string[] = []
    const space = this.width(' ', type)
    let line = ''
    let filled = 0
    for (const word of words.flatMap(word => this.#fitting(word, width, type))) {
      const wide = this.width(word, type)
      if (line !== '' && filled + space + wide > width) {
        lines.push(line)
        line = word
        filled = wide
      } else {
        filled += line === '' ? wide : space + wide
        line = line === '' ? word : `${line} ${word}`
      }
    }
    return [...lines, line]
  }

  /** Splits a word into parts that fit. */
  #fitting(word: string, width: number, type: Type): string[] {
    if (this.width(word, type) <= width) return [word]
    const parts: string[] = []
    let part = ''
    let filled = 0
    for (const letter of word) {
      const wide = this.width(letter, type)
      if (part !== '' && filled + wide > width) {
        parts.push(part)
        part = ''
        filled = 0
      }
      part += letter
      filled += wide
    }
    return [...parts, part]
  }

  /** Replaces each letter missing in the fonts by a question mark. */
  known(text: string): string {
    // Every font has these characters.
    if (/^[ -~\n\t\r]*$/.test(text)) return text
    let known = ''
    for (const letter of text.normalize('NFC')) {
      const there = this.#isKnown(letter)
      if (!there) this.unknown.add(letter)
      known += there ? letter : '?'
    }
    return known
  }

  #isKnown(letter: string): boolean {
    const found = this.#letters.get(letter)
    if (found !== undefined) return found
    this.#font('regular')
    const { _font } = this.doc as unknown as {
      _font: { font: { hasGlyphForCodePoint(code: number): boolean } }
    }
    const known = /\s/.test(letter) || _font.font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0)
    this.#letters.set(letter, known)
    return known
  }

  /** Returns the width of a text in points. */
  width(text: string, type: Type): number {
    const key = `${type.font} ${type.size} ${text}`
    const found = this.#widths.get(key)
    if (found !== undefined) return found
    this.#font(type.font)
    const width = this.doc.fontSize(type.size).widthOfString(text)
    // Caches only short texts: words repeat and sentences do not, so the cache stays small.
    if (text.length < 24 && this.#widths.size < 50_000) this.#widths.set(key, width)
    return width
  }

  /** Writes a line that is known to fit, with its top at y. */
  line(text: string, x: number, y: number, type: Type, color: string = type.color): void {
    if (!this.drawing || text === '') return
    this.#font(type.font)
    this.doc.fontSize(type.size).fillColor(color)
    this.doc.text(text, x, y + (type.line - type.size * 1.17) / 2, { lineBreak: false })
  }

  rectangle(x: number, y: number, width: number, height: number, color: string, opacity = 1): void {
    if (this.drawing) this.doc.fillOpacity(opacity).rect(x, y, width, height).fill(color).fillOpacity(1)
  }

  rule(x: number, y: number, width: number, color: string, thick = 0.5): void {
    if (!this.drawing) return
    this.doc
      .lineWidth(thick)
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke(color)
  }

  #font(name: FontName): void {
    this.doc.font(name)
  }
}
