import { tags } from './structure.ts'

/** A field of a directory; data is stored after the directory. */
export type Entry = [tag: number, type: number, count: number, value: number | Buffer]

/** Pixels as a TIFF of one strip, which libvips decodes from memory. */
interface Strip {
  little: boolean
  width: number
  height: number
  samples: number
  bits: number
  compression: number
  photometric: number
  data: Buffer
  /** Further fields. */
  more?: Entry[]
}

const [short, long] = [3, 4]

/** Wraps pixels, compressed or not, into a TIFF of one strip. */
export function stripTiff({ little, width, height, samples, bits, data, more = [], ...rest }: Strip): Buffer {
  const u16 = (part: Buffer, value: number, at: number) =>
    little ? part.writeUInt16LE(value, at) : part.writeUInt16BE(value, at)
  const u32 = (part: Buffer, value: number, at: number) =>
    little ? part.writeUInt32LE(value, at) : part.writeUInt32BE(value, at)
  const each = Buffer.alloc(samples * 2)
  for (let i = 0; i < samples; i++) u16(each, bits, i * 2)
  const entries: Entry[] = [
    [tags.width, long, 1, width],
    [tags.height, long, 1, height],
    [tags.bitsPerSample, short, samples, samples === 1 ? bits : each],
    [tags.compression, short, 1, rest.compression],
    [tags.photometric, short, 1, rest.photometric],
    [tags.stripOffsets, long, 1, data],
    [tags.samplesPerPixel, short, 1, samples],
    [tags.rowsPerStrip, long, 1, height],
    [tags.stripByteCounts, long, 1, data.length],
    ...more
  ]
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4)
  head.write(little ? 'II' : 'MM', 'latin1')
  u16(head, 42, 2)
  u32(head, 8, 4)
  u16(head, entries.length, 8)
  const parts: Buffer[] = [head]
  let end = head.length
  entries.forEach(([tag, type, count, value], i) => {
    const at = 10 + i * 12
    u16(head, tag, at)
    u16(head, type, at + 2)
    u32(head, count, at + 4)
    if (typeof value === 'number') {
      if (type === short) u16(head, value, at + 8)
      else u32(head, value, at + 8)
      return
    }
    u32(head, end, at + 8)
    parts.push(value)
    end += value.length
  })
  return Buffer.concat(parts)
}
