import type { FileHandle } from 'node:fs/promises'

/** Tags of TIFF 6.0, its supplements and OME-TIFF that matter for slides. */
export const tags = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  description: 270,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  software: 305,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subIfds: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  subsampling: 530,
  icc: 34675
} as const

/** A TIFF whose structure is damaged. The message completes "cannot be decoded (…)". */
export class DamagedTiff extends Error {}

interface Field {
  type: number
  count: number
  /** Position of the values in the file. */
  at: number
}

const typeBytes: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8
}
const rational = 5

const mostDirectories = 512
const mostEntries = 4096
/** Values of one field: enough for the tiles of a slide of 10⁶ × 10⁶ pixels. */
const mostValueBytes = 2 ** 28

/**
 * An open TIFF or BigTIFF in either byte order. Reads no further than the requested fields.
 */
export class TiffFile {
  readonly #file: FileHandle
  readonly size: number
  readonly little: boolean
  readonly #big: boolean
  readonly #first: number

  private constructor(file: FileHandle, size: number, header: Buffer) {
    this.#file = file
    this.size = size
    this.little = header.toString('latin1', 0, 2) === 'II'
    this.#big = this.#u16(header, 2) === 43
    this.#first = this.#big ? this.#u64(header, 8) : this.#u32(header, 4)
  }

  /** @returns undefined if the file is no TIFF */
  static async of(file: FileHandle): Promise<TiffFile | undefined> {
    const { size } = await file.stat()
    const header = Buffer.alloc(16)
    const { bytesRead } = await file.read(header, 0, 16, 0)
    return bytesRead === 16 && isTiff(header) ? new TiffFile(file, size, header) : undefined
  }

  /**
   * Reads all directories of the file's chain, in order.
   * @throws DamagedTiff
   */
  async directories(): Promise<Directory[]> {
    const seen = new Set<number>()
    const found: Directory[] = []
    for (let at = this.#first; at !== 0; ) {
      if (seen.has(at)) throw new DamagedTiff('its directories form a loop')
      seen.add(at)
      if (seen.size > mostDirectories)
        throw new DamagedTiff(`it has more than ${mostDirectories} directories`)
      const { directory, next } = await this.directoryAt(at)
      found.push(directory)
      at = next
    }
    return found
  }

  async directoryAt(at: number): Promise<{ directory: Directory; next: number }> {
    const countBytes = this.#big ? 8 : 2
    const entryBytes = this.#big ? 20 : 12
    const wordBytes = this.#big ? 8 : 4
    const head = await this.bytes(at, countBytes)
    const count = this.#big ? this.#u64(head, 0) : this.#u16(head, 0)
    if (count > mostEntries) throw new DamagedTiff(`a directory has ${count} entries`)
    const entries = await this.bytes(at + countBytes, count * entryBytes + wordBytes)
    const fields = new Map<number, Field>()
    for (let i = 0; i < count; i++) {
      const from = i * entryBytes
      const type = this.#u16(entries, from + 2)
      const values = this.#word(entries, from + 4)
      const inline = at + countBytes + from + (this.#big ? 12 : 8)
      const bytes = values * (typeBytes[type] ?? 0)
      const place = bytes <= wordBytes ? inline : this.#word(entries, from + (this.#big ? 12 : 8))
      fields.set(this.#u16(entries, from), { type, count: values, at: place })
    }
    return { directory: new Directory(this, fields), next: this.#word(entries, count * entryBytes) }
  }

  /**
   * Reads bytes of the file.
   * @throws DamagedTiff if they lie beyond its end
   */
  async bytes(at: number, length: number): Promise<Buffer> {
    if (!(at >= 0 && length >= 0 && at + length <= this.size))
      throw new DamagedTiff('it refers to data beyond its end')
    const buffer = Buffer.alloc(length)
    const { bytesRead } = await this.#file.read(buffer, 0, length, at)
    if (bytesRead < length) throw new DamagedTiff('it ends early')
    return buffer
  }

  /** Reads the values of a field; rational numbers as quotients. */
  async values({ type, count, at }: Field): Promise<Float64Array> {
    const width = typeBytes[type]
    if (width === undefined || count * width > mostValueBytes)
      throw new DamagedTiff('a field has no valid type or size')
    const bytes = await this.bytes(at, count * width)
    const result = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      const from = i * width
      if (type === rational) result[i] = this.#u32(bytes, from) / this.#u32(bytes, from + 4)
      else if (width === 1) result[i] = bytes[from]!
      else if (width === 2) result[i] = this.#u16(bytes, from)
      else if (width === 4) result[i] = this.#u32(bytes, from)
      else result[i] = this.#u64(bytes, from)
    }
    return result
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  #u16 = (part: Buffer, at: number) => (this.little ? part.readUInt16LE(at) : part.readUInt16BE(at))
  #u32 = (part: Buffer, at: number) => (this.little ? part.readUInt32LE(at) : part.readUInt32BE(at))
  #u64 = (part: Buffer, at: number) =>
    Number(this.little ? part.readBigUInt64LE(at) : part.readBigUInt64BE(at))
  #word = (part: Buffer, at: number) => (this.#big ? this.#u64(part, at) : this.#u32(part, at))
}

/** The fields of one image in the file. */
export class Directory {
  readonly #file: TiffFile
  readonly #fields: Map<number, Field>

  constructor(file: TiffFile, fields: Map<number, Field>) {
    this.#file = file
    this.#fields = fields
  }

  has(tag: number): boolean {
    return this.#fields.has(tag)
  }

  /** Number of values of a field; 0 without it. */
  count(tag: number): number {
    return this.#fields.get(tag)?.count ?? 0
  }

  async numbers(tag: number): Promise<Float64Array> {
    const field = this.#fields.get(tag)
    return field ? this.#file.values(field) : new Float64Array(0)
  }

  /** First value of a field; `otherwise` without it. */
  async number(tag: number, otherwise: number): Promise<number> {
    const field = this.#fields.get(tag)
    if (!field || field.count === 0) return otherwise
    return (await this.#file.values({ ...field, count: 1 }))[0]!
  }

  /** Raw bytes of a field, at most `most`. */
  async raw(tag: number, most: number): Promise<Buffer | null> {
    const field = this.#fields.get(tag)
    if (!field) return null
    return this.#file.bytes(field.at, Math.min(field.count * (typeBytes[field.type] ?? 0), most))
  }

  async text(tag: number): Promise<string> {
    return (await this.raw(tag, 2 ** 20))?.toString('utf8').replace(/\0[\s\S]*$/, '') ?? ''
  }
}

/** Recognises TIFF and BigTIFF by their first bytes. */
export const isTiff = (head: Buffer): boolean => /^(II[*+]\0|MM\0[*+])/.test(head.toString('latin1', 0, 4))
