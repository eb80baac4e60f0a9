import { open } from 'node:fs/promises'

/** Facts about the pixels from a TIFF's first directory. */
export interface TiffFacts {
  samplesPerPixel: number
  /** 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 6 YCbCr … (TIFF 6.0, page 37). */
  photometric: number
  description: string
}

const tags = { photometric: 262, description: 270, samplesPerPixel: 277 } as const
const typeBytes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 16: 8 }
const mostDescription = 65_536

/** Reads the first directory of a TIFF or BigTIFF; undefined if the file is neither. */
export async function readTiff(path: string): Promise<TiffFacts | undefined> {
  const file = await open(path)
  const bytes = async (from: number, length: number) => {
    const buffer = Buffer.alloc(length)
    const { bytesRead } = await file.read(buffer, 0, length, from)
    return buffer.subarray(0, bytesRead)
  }
  try {
    return await readDirectory(bytes)
  } catch (error) {
    // A directory that points beyond the file is a broken TIFF; the decoder will report it.
    if (error instanceof RangeError) return undefined
    throw error
  } finally {
    await file.close()
  }
}

async function readDirectory(
  bytes: (from: number, length: number) => Promise<Buffer>
): Promise<TiffFacts | undefined> {
  const header = await bytes(0, 16)
  const order = header.subarray(0, 2).toString('latin1')
  if (header.length < 16 || (order !== 'II' && order !== 'MM')) return undefined
  const little = order === 'II'
  const u16 = (part: Buffer, at: number) => (little ? part.readUInt16LE(at) : part.readUInt16BE(at))
  const u32 = (part: Buffer, at: number) => (little ? part.readUInt32LE(at) : part.readUInt32BE(at))
  const u64 = (part: Buffer, at: number) =>
    Number(little ? part.readBigUInt64LE(at) : part.readBigUInt64BE(at))
  const version = u16(header, 2)
  if (version !== 42 && version !== 43) return undefined
  const big = version === 43
  const word = big ? u64 : u32
  const entryBytes = big ? 20 : 12
  const at = big ? u64(header, 8) : u32(header, 4)
  const count = big ? u64(await bytes(at, 8), 0) : u16(await bytes(at, 2), 0)
  const entries = await bytes(at + (big ? 8 : 2), Math.min(count, 512) * entryBytes)
  const facts: TiffFacts = { samplesPerPixel: 1, photometric: -1, description: '' }
  for (let entry = 0; entry + entryBytes <= entries.length; entry += entryBytes) {
    const tag = u16(entries, entry)
    const type = u16(entries, entry + 2)
    const values = word(entries, entry + 4)
    const value = entry + (big ? 12 : 8)
    if (tag === tags.photometric) facts.photometric = u16(entries, value)
    else if (tag === tags.samplesPerPixel) facts.samplesPerPixel = u16(entries, value)
    else if (tag === tags.description) {
      const length = Math.min(values * (typeBytes[type] ?? 1), mostDescription)
      const inline = length <= (big ? 8 : 4)
      const text = inline
        ? entries.subarray(value, value + length)
        : await bytes(word(entries, value), length)
      facts.description = text.toString('latin1').replaceAll('\0', '')
    }
  }
  return facts
}
