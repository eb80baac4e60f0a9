/** Elements of a data set by tag: group × 65,536 + element. */
export type Dataset = Map<number, Element>

interface Element {
  value: Buffer
  items: Dataset[]
}

/** Elements of a DICOM file before its pixels. */
export interface Parsed {
  elements: Dataset
  /** Position of the pixel data's value; 0 if the file has none. */
  pixelsAt: number
  /** Bytes of the pixel data; undefined if it consists of fragments. */
  pixelBytes: number | undefined
}

/** The bytes are not a data set. A RangeError says that more bytes are needed. */
export class DamagedDicom extends Error {}

const longForms = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'SQ', 'SV', 'UC', 'UR', 'UT', 'UN', 'UV'])
const undefinedLength = 0xffffffff
const item = 0xfffee000
const itemEnd = 0xfffee00d
const sequenceEnd = 0xfffee0dd
const pixelData = 0x7fe00010
const mostDepth = 16

/**
 * Parses a file of PS3.10 up to its pixels, with explicit or implicit little-endian elements (PS3.5
 * chapter 7 and annex A). The meta information is always explicit.
 * @param whole whether `bytes` are the whole file
 * @throws DamagedDicom if the bytes are not DICOM, RangeError if they end too early
 */
export function parseDicom(bytes: Buffer, whole: boolean): Parsed {
  if (bytes.toString('latin1', 128, 132) !== 'DICM') throw new DamagedDicom('it does not start like DICOM')
  const walk = new Walk(bytes)
  const elements: Dataset = new Map()
  let at = 132
  while (at + 8 <= bytes.length && bytes.readUInt16LE(at) === 2) at = walk.element(at, elements, true, 0)
  const implicit = textOf(elements, 0x00020010) === '1.2.840.10008.1.2'
  while (at + 12 <= bytes.length) {
    if (tagAt(bytes, at) === pixelData) {
      const length = bytes.readUInt32LE(at + (implicit ? 4 : 8))
      const pixelsAt = at + (implicit ? 8 : 12)
      return { elements, pixelsAt, pixelBytes: length === undefinedLength ? undefined : length }
    }
    at = walk.element(at, elements, !implicit, 0)
  }
  if (!whole || at !== bytes.length) throw new RangeError('it ends before its pixels')
  return { elements, pixelsAt: 0, pixelBytes: 0 }
}

class Walk {
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** Adds the element at a position. Returns the position after it. */
  element(at: number, target: Dataset, explicit: boolean, depth: number): number {
    const bytes = this.#bytes
    const tag = tagAt(bytes, at)
    const kind = explicit ? bytes.toString('latin1', at + 4, at + 6) : ''
    if (explicit && !/^[A-Z]{2}$/.test(kind)) {
      if (at + 6 > bytes.length) throw new RangeError('it ends within an element')
      throw new DamagedDicom('its header is damaged')
    }
    const long = longForms.has(kind)
    const length = explicit && !long ? bytes.readUInt16LE(at + 6) : bytes.readUInt32LE(at + (long ? 8 : 4))
    const from = at + (long ? 12 : 8)
    if (kind === 'SQ' || length === undefinedLength) {
      // A sequence of unknown kind has implicit elements (PS3.5, 6.2.2).
      const { items, end } = this.#sequence(from, length, explicit && kind !== 'UN', depth + 1)
      target.set(tag, { value: Buffer.alloc(0), items })
      return end
    }
    if (from + length > bytes.length) throw new RangeError('it ends within an element')
    target.set(tag, { value: bytes.subarray(from, from + length), items: [] })
    return from + length
  }

  #sequence(from: number, length: number, explicit: boolean, depth: number) {
    if (depth > mostDepth) throw new DamagedDicom('its header is nested too deeply')
    const end = length === undefinedLength ? Number.POSITIVE_INFINITY : from + length
    const items: Dataset[] = []
    let at = from
    while (at < end) {
      const tag = tagAt(this.#bytes, at)
      const itemLength = this.#bytes.readUInt32LE(at + 4)
      at += 8
      if (tag === sequenceEnd) break
      if (tag !== item) throw new DamagedDicom('its header is damaged')
      const elements: Dataset = new Map()
      at = this.#item(at, itemLength, elements, explicit, depth)
      items.push(elements)
    }
    return { items, end: at }
  }

  #item(from: number, length: number, target: Dataset, explicit: boolean, depth: number): number {
    const end = length === undefinedLength ? Number.POSITIVE_INFINITY : from + length
    let at = from
    while (at < end) {
      if (tagAt(this.#bytes, at) === itemEnd) return at + 8
      at = this.element(at, target, explicit, depth)
    }
    return at
  }
}

const tagAt = (bytes: Buffer, at: number) => bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2)

/** Text of an element without padding; empty if there is none. */
export function textOf(elements: Dataset | undefined, tag: number): string {
  const value = elements?.get(tag)?.value
  if (!value) return ''
  let end = value.length
  // A regular expression takes quadratic time for padding in the middle of a damaged value.
  while (end > 0 && (value[end - 1] === 0 || value[end - 1] === 0x20)) end--
  return value.toString('latin1', 0, end)
}

/** First binary number of an element (US, UL or SL); undefined if there is none. */
export function numberOf(elements: Dataset | undefined, tag: number): number | undefined {
  const value = elements?.get(tag)?.value
  return value?.length === 2 ? value.readUInt16LE() : value?.length === 4 ? value.readInt32LE() : undefined
}

/** Numbers of an element of text (IS or DS). */
export const numbersOf = (elements: Dataset | undefined, tag: number): number[] =>
  textOf(elements, tag)
    .split('\\')
    .filter(text => text.trim() !== '')
    .map(Number)

/** First item of a sequence. */
export const itemOf = (elements: Dataset | undefined, tag: number): Dataset | undefined =>
  elements?.get(tag)?.items[0]
