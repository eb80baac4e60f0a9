import { writeFileSync } from 'node:fs'
import * as zlib from 'node:zlib'
import sharp from 'sharp'

/** An image of a test TIFF. Everything has the default of a plain tiled RGB image. */
export interface TiffPage {
  width: number
  height: number
  /** Interleaved samples of 8 bits, row by row. */
  pixels: Uint8Array
  samples?: number
  /** Edge of the square tiles; absent for strips of 64 rows. */
  tile?: number | undefined
  compression?: 'none' | 'deflate' | 'jpeg' | 'webp' | 'zstd' | number
  /** Changes encoded tiles, for example to damage them. */
  change?: (tile: Buffer) => Buffer | Promise<Buffer>
  photometric?: number
  orientation?: number
  planar?: boolean
  /** 16 bits repeat the byte, as scanners scale 8 to 16 bits. */
  bits?: 8 | 16
  /** Value of ExtraSamples; absent leaves the tag out. */
  extra?: number
  /** Pixels per unit; unit 1 is none, 2 inch, 3 cm. */
  resolution?: { x: number; y: number; unit: number } | undefined
  reduced?: boolean
  description?: string
  icc?: Buffer
  /** Writes a table of tiles without any tile. */
  empty?: boolean
  /**
   * Writes one tile or strip, of the first pixels or the given bytes, and a table that names it
   * `count` times.
   */
  repeated?: { count: number; data?: Buffer | undefined }
  /** Reduced images below the directory of this one. */
  below?: TiffPage[]
}

type Entry = [tag: number, type: 2 | 3 | 4 | 5 | 7, values: number[] | Buffer]

const compressions = { none: 1, deflate: 8, jpeg: 7, webp: 50_001, zstd: 50_000 } as const

/** Writes a little-endian TIFF with the given images, as no library would write them. */
export async function writeTiff(path: string, pages: TiffPage[]): Promise<string> {
  const parts: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')]
  let size = 8
  const append = (part: Buffer): number => {
    const at = size
    const padded = part.length % 2 === 0 ? part : Buffer.concat([part, Buffer.alloc(1)])
    parts.push(padded)
    size += padded.length
    return at
  }
  const links: { at: number; part: Buffer }[] = []
  const write = async (page: TiffPage): Promise<number> => {
    const below: number[] = []
    for (const sub of page.below ?? []) below.push(await write(sub))
    const { repeated } = page
    const tiles = repeated?.data
      ? [repeated.data]
      : await tilesOf(repeated ? { ...page, ...oneTile(page) } : page)
    let places = tiles.map(tile => (page.empty ? 0 : append(tile)))
    let counts = tiles.map(tile => (page.empty ? 0 : tile.length))
    if (repeated) {
      places = Array.from({ length: repeated.count }, () => places[0]!)
      counts = Array.from({ length: repeated.count }, () => counts[0]!)
    }
    const entries = entriesOf(page, below, places, counts)
    const directory = directoryOf(entries, append)
    const at = append(directory)
    links.push({ at, part: directory })
    return at
  }
  let link = { part: parts[0]!, at: 4 }
  for (const page of pages) {
    const at = await write(page)
    link.part.writeUInt32LE(at, link.at)
    const { part } = links.at(-1)!
    link = { part, at: part.length - 4 }
  }
  writeFileSync(path, Buffer.concat(parts))
  return path
}

const oneTile = ({ tile = 64 }: TiffPage) => ({ width: tile, height: tile })

function entriesOf(page: TiffPage, below: number[], places: number[], counts: number[]): Entry[] {
  const { samples = 3, compression = 'deflate', resolution, bits = 8 } = page
  const photometric = page.photometric ?? (compression === 'jpeg' ? 6 : 2)
  const entries: Entry[] = [
    [254, 4, [page.reduced ? 1 : 0]],
    [256, 4, [page.width]],
    [257, 4, [page.height]],
    [258, 3, Array.from({ length: samples }, () => bits)],
    [259, 3, [typeof compression === 'number' ? compression : compressions[compression]]],
    [262, 3, [photometric]],
    [277, 3, [samples]],
    [284, 3, [page.planar ? 2 : 1]]
  ]
  if (page.description) entries.push([270, 2, Buffer.from(`${page.description}\0`)])
  if (page.orientation) entries.push([274, 3, [page.orientation]])
  if (page.extra !== undefined) entries.push([338, 3, [page.extra]])
  if (page.icc) entries.push([34675, 7, page.icc])
  if (below.length > 0) entries.push([330, 4, below])
  if (resolution)
    entries.push([282, 5, [resolution.x]], [283, 5, [resolution.y]], [296, 3, [resolution.unit]])
  if (page.tile)
    entries.push([322, 3, [page.tile]], [323, 3, [page.tile]], [324, 4, places], [325, 4, counts])
  else entries.push([273, 4, places], [278, 4, [64]], [279, 4, counts])
  return entries.sort((a, b) => a[0] - b[0])
}

function directoryOf(entries: Entry[], append: (part: Buffer) => number): Buffer {
  const directory = Buffer.alloc(2 + entries.length * 12 + 4)
  directory.writeUInt16LE(entries.length)
  entries.forEach(([tag, type, values], i) => {
    const at = 2 + i * 12
    const bytes = Buffer.isBuffer(values) ? values : valueBytes(type, values)
    directory.writeUInt16LE(tag, at)
    directory.writeUInt16LE(type, at + 2)
    directory.writeUInt32LE(values.length, at + 4)
    if (bytes.length <= 4) bytes.copy(directory, at + 8)
    else directory.writeUInt32LE(append(bytes), at + 8)
  })
  return directory
}

function valueBytes(type: Entry[1], values: number[]): Buffer {
  const width = type === 3 ? 2 : type === 5 ? 8 : 4
  const bytes = Buffer.alloc(values.length * width)
  values.forEach((value, i) => {
    if (type === 3) bytes.writeUInt16LE(value, i * 2)
    else if (type === 5) {
      bytes.writeUInt32LE(Math.round(value * 1000), i * 8)
      bytes.writeUInt32LE(1000, i * 8 + 4)
    } else bytes.writeUInt32LE(value, i * 4)
  })
  return bytes
}

async function tilesOf(page: TiffPage): Promise<Buffer[]> {
  const { width, height, samples = 3, tile, planar, change = part => part } = page
  const tiles: Buffer[] = []
  for (const plane of planar ? Array.from({ length: samples }, (_, i) => i) : [null])
    for (let top = 0; top < height; top += tile ?? 64)
      for (let left = 0; left < width; left += tile ?? width) {
        const across = tile ?? width
        const down = tile ?? Math.min(64, height - top)
        const part = Buffer.alloc(across * down * (plane === null ? samples : 1))
        let to = 0
        for (let y = top; y < top + down; y++)
          for (let x = left; x < left + across; x++)
            for (const i of plane === null ? Array.from({ length: samples }, (_, s) => s) : [plane])
              part[to++] =
                page.pixels[(Math.min(y, height - 1) * width + Math.min(x, width - 1)) * samples + i]!
        tiles.push(await change(await encode(part, across, down, page)))
      }
  return tiles
}

async function encode(part: Buffer, width: number, height: number, page: TiffPage): Promise<Buffer> {
  const { compression = 'deflate', bits = 8 } = page
  const wide = bits === 16 ? Buffer.from([...part].flatMap(value => [value, value])) : part
  const image = () => sharp(part, { raw: { width, height, channels: 3 } })
  if (compression === 'deflate') return zlib.deflateSync(wide)
  if (compression === 'zstd') return zlib.zstdCompressSync(wide)
  if (compression === 'webp') return image().webp({ lossless: true }).toBuffer()
  if (compression === 'jpeg') return image().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()
  return wide
}

/** Tissue on glass, different everywhere, so that a displacement or a turn shows. */
export function field(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3).fill(243)
  for (let y = Math.floor(height / 8); y < height * 0.7; y++)
    for (let x = Math.floor(width / 8); x < width * 0.6; x++)
      pixels.set(
        [
          170 + 50 * Math.sin((5 * x) / width),
          80 + (60 * y) / height,
          140 + 40 * Math.cos((7 * (x + y)) / width)
        ].map(Math.round),
        (y * width + x) * 3
      )
  return pixels
}

/** Halves a field by taking the mean of 2 × 2 pixels. */
export function halved(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const [across, down] = [width / 2, height / 2]
  const result = new Uint8Array(across * down * 3)
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++)
      for (let i = 0; i < 3; i++) {
        const at = (2 * y * width + 2 * x) * 3 + i
        const sum = pixels[at]! + pixels[at + 3]! + pixels[at + width * 3]! + pixels[at + width * 3 + 3]!
        result[(y * across + x) * 3 + i] = sum / 4
      }
  return result
}
