import { crc32 } from 'node:zlib'

/** Length of the signature and IHDR, which begin every PNG. */
const headLength = 33

/** Adds a text to a PNG, as an uncompressed UTF-8 iTXt chunk (PNG specification, 11.3.3.4). */
export function withText(png: Uint8Array, keyword: string, text: string): Uint8Array {
  // After the keyword: terminator, no compression, its method, no language, no translated keyword.
  const body = Buffer.concat([Buffer.from(`iTXt${keyword}`, 'latin1'), Buffer.alloc(5), Buffer.from(text)])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length - 4)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([png.subarray(0, headLength), length, body, sum, png.subarray(headLength)])
}
