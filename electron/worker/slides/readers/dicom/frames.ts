import type { FileHandle } from 'node:fs/promises'
import { DamagedDicom } from './dataset.ts'
import type { DicomHeader } from './header.ts'

const item = 0xfffee000
const headBytes = 8
/** Bytes of a compressed frame beyond those of its pixels. */
const spareBytes = 65_536

/** Finds and reads the frames of one file. */
export class Frames {
  readonly header: DicomHeader
  readonly #file: FileHandle
  #table: Promise<Float64Array> | undefined

  constructor(file: FileHandle, header: DicomHeader) {
    this.#file = file
    this.header = header
  }

  /** Compressed or plain bytes of a frame. */
  async read(frame: number): Promise<Buffer> {
    const { pixelBytes, tileWidth, tileHeight, samples, bits } = this.header
    const plain = (tileWidth * tileHeight * samples * bits) / 8
    if (pixelBytes !== undefined) {
      if (frame * plain + plain > pixelBytes) throw new DamagedDicom('it has fewer pixels than stated')
      return this.#bytes(this.header.pixelsAt + frame * plain, plain)
    }
    this.#table ??= this.#find()
    const table = await this.#table
    const [from, to] = [table[frame]!, table[frame + 1]!]
    if (!(to > from) || to - from > 2 * plain + spareBytes)
      throw new DamagedDicom('its table of frames is damaged')
    return joined(await this.#bytes(from, to - from))
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  /** Positions of the first item of each frame, then the end of the last. */
  async #find(): Promise<Float64Array> {
    const { pixelsAt, frames, offsets } = this.header
    const basic = (await this.#item(pixelsAt)).length
    const first = pixelsAt + headBytes + basic
    const starts: number[] = []
    if (offsets?.length === frames * 8)
      for (let i = 0; i < frames; i++) starts.push(first + Number(offsets.readBigUInt64LE(i * 8)))
    else if (basic === frames * 4) {
      const table = await this.#bytes(pixelsAt + headBytes, basic)
      for (let i = 0; i < frames; i++) starts.push(first + table.readUInt32LE(i * 4))
    } else return this.#scan(first)
    starts.push(await this.#endOf(starts.at(-1)!))
    return Float64Array.from(starts)
  }

  /** Without a table, a frame starts with each item, or with those that start a picture. */
  async #scan(first: number): Promise<Float64Array> {
    const { frames, size } = this.header
    const all: number[] = []
    const pictures: number[] = []
    let at = first
    while (at + headBytes <= size) {
      const { tag, length, start } = await this.#item(at)
      if (tag !== item) break
      all.push(at)
      if (start === 0xffd8 || start === 0xff4f) pictures.push(at)
      if (all.length > frames * 64) break
      at += headBytes + length
    }
    const starts = [all, pictures, all.slice(0, 1)].find(found => found.length === frames)
    if (!starts) throw new DamagedDicom(`it has ${all.length} of ${frames} tiles`)
    return Float64Array.from([...starts, at])
  }

  async #endOf(from: number): Promise<number> {
    let at = from
    while (at + headBytes <= this.header.size) {
      const { tag, length } = await this.#item(at)
      if (tag !== item) break
      at += headBytes + length
    }
    return at
  }

  async #item(at: number) {
    const head = await this.#bytes(at, headBytes)
    const start = Buffer.alloc(2)
    await this.#file.read(start, 0, 2, at + headBytes)
    return {
      tag: head.readUInt16LE(0) * 0x10000 + head.readUInt16LE(2),
      length: head.readUInt32LE(4),
      start: start.readUInt16BE()
    }
  }

  async #bytes(from: number, length: number): Promise<Buffer> {
    if (from + length > this.header.size) throw new DamagedDicom('it ends within its pixels')
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await this.#file.read(bytes, 0, length, from)
    if (bytesRead < length) throw new DamagedDicom('it ends within its pixels')
    return bytes
  }
}

/** Joins the contents of consecutive items. */
function joined(items: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at + headBytes <= items.length; ) {
    if (items.readUInt16LE(at) * 0x10000 + items.readUInt16LE(at + 2) !== item) break
    const end = at + headBytes + items.readUInt32LE(at + 4)
    parts.push(items.subarray(at + headBytes, end))
    at = end
  }
  if (parts.length === 0) throw new DamagedDicom('its table of frames is damaged')
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
}
