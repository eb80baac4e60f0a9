const [quote, backslash] = [0x22, 0x5c]
const mark = [0xef, 0xbb, 0xbf]

/**
 * Words that are no JSON. Java writes them for measurements without a value, and older versions of
 * QuPath do.
 */
const words = ['-Infinity', 'Infinity', 'NaN'].map(word => Buffer.from(word))
const initials = new Set(words.map(word => word[0]!))
const none = Buffer.from('null')

/**
 * Makes JSON of what other programs take for it: drops the mark of the byte order at the start, and
 * replaces NaN and Infinity outside texts by null.
 */
export class LenientJson {
  #marks = 0
  #inText = false
  #escaped = false
  /** The beginning of a word, which may continue in the next chunk. */
  #begun = Buffer.alloc(0)

  clean(chunk: Buffer): Buffer {
    const parts: Buffer[] = []
    const text = this.#begun.length > 0 ? Buffer.concat([this.#begun, chunk]) : chunk
    this.#begun = Buffer.alloc(0)
    let from = 0
    let at = 0
    while (at < text.length && this.#marks < mark.length) {
      if (text[at] !== mark[this.#marks]) {
        this.#marks = mark.length
        break
      }
      this.#marks++
      from = ++at
    }
    while (at < text.length) {
      const word =
        this.#inText || !initials.has(text[at]!) ? undefined : words.find(each => begins(text, at, each))
      if (!word) {
        this.#pass(text[at++]!)
        continue
      }
      parts.push(text.subarray(from, at))
      if (at + word.length > text.length) {
        this.#begun = Buffer.from(text.subarray(at))
        return Buffer.concat(parts)
      }
      parts.push(none)
      from = at += word.length
    }
    return parts.length === 0 && from === 0 ? text : Buffer.concat([...parts, text.subarray(from)])
  }

  /** Returns a word that the file broke off. */
  rest(): Buffer {
    return this.#begun
  }

  #pass(byte: number): void {
    if (!this.#inText) this.#inText = byte === quote
    else if (this.#escaped) this.#escaped = false
    else if (byte === backslash) this.#escaped = true
    else if (byte === quote) this.#inText = false
  }
}

/** Whether a word begins at a place, as far as the text goes. */
function begins(text: Buffer, at: number, word: Buffer): boolean {
  if (text[at] !== word[0]) return false
  const length = Math.min(word.length, text.length - at)
  return text.compare(word, 0, length, at, at + length) === 0
}
