/** Value types (TIFF 6.0, page 15). */
const types = { ascii: 2, short: 3, long: 4, rational: 5, double: 12 } as const

/** A directory entry: texts as bytes with their terminating zero, rationals as pairs. */
export interface Entry {
  tag: number
  type: keyof typeof types
  values: number[] | Buffer
}

/**
 * Writes a little-endian TIFF of one tiled image: header, directory, values that do not fit into
 * it, then the tiles.
 * @param given the directory without the positions of the tiles
 * @param tiles compressed, row by row
 */
export function tiffOf(given: Entry[], tiles: Buffer[]): Buffer {
  const entries: Entry[] = [
    ...given,
    { tag: 324, type: 'long' as const, values: tiles.map(() => 0) },
    { tag: 325, type: 'long' as const, values: tiles.map(({ length }) => length) }
  ].sort((a, b) => a.tag - b.tag)
  const directory = Buffer.alloc(2 + entries.length * 12 + 4)
  directory.writeUInt16LE(entries.length, 0)
  const beyond: Buffer[] = []
  let at = 8 + directory.length
  const place = (bytes: Buffer) => {
    const start = at
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)])
    beyond.push(padded)
    at += padded.length
    return start
  }
  const offsets = entries.find(({ tag }) => tag === 324)!
  const sizeBeyond = entries.reduce((sum, entry) => sum + beyondBytes(entry), 0)
  let tileAt = at + sizeBeyond
  offsets.values = tiles.map(({ length }) => {
    const start = tileAt
    tileAt += length
    return start
  })
  entries.forEach((entry, index) => {
    const bytes = bytesOf(entry)
    const slot = 2 + index * 12
    directory.writeUInt16LE(entry.tag, slot)
    directory.writeUInt16LE(types[entry.type], slot + 2)
    directory.writeUInt32LE(countOf(entry), slot + 4)
    if (bytes.length <= 4) bytes.copy(directory, slot + 8)
    else directory.writeUInt32LE(place(bytes), slot + 8)
  })
  const header = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0])
  return Buffer.concat([header, directory, ...beyond, ...tiles])
}

function beyondBytes(entry: Entry): number {
  const { length } = bytesOf(entry)
  return length <= 4 ? 0 : length + (length % 2)
}

const countOf = ({ type, values }: Entry) => (type === 'rational' ? values.length / 2 : values.length)

function bytesOf({ type, values }: Entry): Buffer {
  if (values instanceof Buffer) return values
  const size = type === 'double' ? 8 : type === 'short' ? 2 : 4
  const bytes = Buffer.alloc(values.length * size)
  values.forEach((value, index) => {
    if (type === 'double') bytes.writeDoubleLE(value, index * 8)
    else if (type === 'short') bytes.writeUInt16LE(value, index * 2)
    else bytes.writeUInt32LE(value, index * 4)
  })
  return bytes
}
