import { type FileHandle, open } from 'node:fs/promises'

/** One level of the pyramid, with its tiles' positions in the file, row by row. */
export interface TiffLevel {
  width: number
  height: number
  offsets: number[]
  lengths: number[]
}

export const tileEdge = 512

/** Tag numbers of TIFF 6.0 and, for JPEG (compression 7), of Adobe's TIFF Technical Note 2. */
const tags = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  imageDescription: 270,
  samplesPerPixel: 277,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  software: 305,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  yCbCrSubSampling: 530
} as const

const ascii = 2
const short = 3
const long = 4
const rational = 5

type Entry = [tag: number, type: number, values: number[] | string]

/**
 * Writes a tiled TIFF: tiles first, as they arrive, then a directory for each level, then the
 * pointer in the header.
 */
export class TiffFile {
  private readonly file: FileHandle
  private position = 8

  private constructor(file: FileHandle) {
    this.file = file
  }

  static async create(path: string): Promise<TiffFile> {
    return new TiffFile(await open(path, 'w'))
  }

  async append(bytes: Uint8Array): Promise<number> {
    const offset = this.position
    await this.file.write(bytes, 0, bytes.length, offset)
    this.position += bytes.length + (bytes.length & 1)
    return offset
  }

  /**
   * Writes the directories and the header and syncs the file to disk. Returns the size in bytes.
   */
  async finish(levels: TiffLevel[], mpp: number, description: string): Promise<number> {
    const header = Buffer.alloc(8)
    header.write('II', 'latin1')
    header.writeUInt16LE(42, 2)
    header.writeUInt32LE(this.position, 4)
    for (let i = 0; i < levels.length; i++) {
      const level = levels[i]!
      const downsample = levels[0]!.width / level.width
      const entries = entriesOf(level, i, mpp * downsample, description)
      await this.append(directory(entries, this.position, i === levels.length - 1))
    }
    await this.file.write(header, 0, 8, 0)
    await this.file.sync()
    return this.position
  }

  async close(): Promise<void> {
    await this.file.close()
  }
}

function entriesOf(level: TiffLevel, index: number, mpp: number, description: string): Entry[] {
  // Pixels per centimetre, as a fraction with four decimals.
  const resolution = [Math.round((10000 / mpp) * 10000), 10000]
  return [
    [tags.newSubfileType, long, [index === 0 ? 0 : 1]],
    [tags.imageWidth, long, [level.width]],
    [tags.imageLength, long, [level.height]],
    [tags.bitsPerSample, short, [8, 8, 8]],
    [tags.compression, short, [7]],
    [tags.photometric, short, [6]],
    [tags.imageDescription, ascii, description],
    [tags.samplesPerPixel, short, [3]],
    [tags.xResolution, rational, resolution],
    [tags.yResolution, rational, resolution],
    [tags.planarConfiguration, short, [1]],
    [tags.resolutionUnit, short, [3]],
    [tags.software, ascii, 'Ductal'],
    [tags.tileWidth, long, [tileEdge]],
    [tags.tileLength, long, [tileEdge]],
    [tags.tileOffsets, long, level.offsets],
    [tags.tileByteCounts, long, level.lengths],
    [tags.yCbCrSubSampling, short, [2, 2]]
  ]
}

/**
 * Returns a directory's bytes at `position`, followed by its long values; `last` ends the chain.
 */
function directory(entries: Entry[], position: number, last: boolean): Buffer {
  const head = Buffer.alloc(2 + entries.length * 12 + 4)
  head.writeUInt16LE(entries.length, 0)
  const tail: Buffer[] = []
  let next = position + head.length
  entries.forEach(([tag, type, values], i) => {
    const bytes = encode(type, values)
    const at = 2 + i * 12
    head.writeUInt16LE(tag, at)
    head.writeUInt16LE(type, at + 2)
    head.writeUInt32LE(
      typeof values === 'string' ? bytes.length : values.length / (type === rational ? 2 : 1),
      at + 4
    )
    if (bytes.length <= 4) bytes.copy(head, at + 8)
    else {
      head.writeUInt32LE(next, at + 8)
      const padded = bytes.length & 1 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes
      tail.push(padded)
      next += padded.length
    }
  })
  head.writeUInt32LE(last ? 0 : next, head.length - 4)
  return Buffer.concat([head, ...tail])
}

function encode(type: number, values: number[] | string): Buffer {
  if (typeof values === 'string') return Buffer.from(`${values}\0`, 'latin1')
  const size = type === short ? 2 : 4
  const bytes = Buffer.alloc(values.length * size)
  values.forEach((value, i) => {
    if (size === 2) bytes.writeUInt16LE(value, i * 2)
    else bytes.writeUInt32LE(value, i * 4)
  })
  return bytes
}
