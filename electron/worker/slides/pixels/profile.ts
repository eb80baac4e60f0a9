import sharp from 'sharp'
import { stripTiff } from '../readers/tiff/strip.ts'
import { tags } from '../readers/tiff/structure.ts'

/**
 * Converts pixels from the colour space of an ICC profile to sRGB, for display. Networks see the
 * pixels as stored (docs/decisions/0091-icc-profiles.md).
 * @param pixels RGB, width × height × 3 bytes
 * @returns the same pixels if libvips cannot use the profile
 */
export async function toSrgb(
  pixels: Uint8Array,
  width: number,
  height: number,
  profile: Uint8Array
): Promise<Uint8Array> {
  const wrapped = stripTiff({
    little: true,
    width,
    height,
    samples: 3,
    bits: 8,
    compression: 1,
    photometric: 2,
    data: Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length),
    more: [[tags.icc, 7, profile.length, Buffer.from(profile)]]
  })
  const converted = await sharp(wrapped).toColourspace('srgb').raw().toBuffer()
  return converted.length === pixels.length ? converted : pixels
}

/** Longest name that is shown. */
const mostLetters = 80

/** Returns the name that an ICC profile states (ICC.1:2022, 9.2.41 and 10.15); '' without one. */
export function profileName(bytes: Uint8Array): string {
  const profile = Buffer.from(bytes)
  if (profile.length < 132) return ''
  const count = Math.min(profile.readUInt32BE(128), 100)
  for (let at = 132; at + 12 <= Math.min(132 + count * 12, profile.length); at += 12) {
    if (profile.toString('latin1', at, at + 4) !== 'desc') continue
    const from = profile.readUInt32BE(at + 4)
    const text = profile.subarray(from, from + profile.readUInt32BE(at + 8))
    return (text.toString('latin1', 0, 4) === 'mluc' ? localised(text) : ascii(text)).slice(0, mostLetters)
  }
  return ''
}

/** Text of version 2: a length and 7-bit letters. */
const ascii = (text: Buffer) =>
  text.length < 12
    ? ''
    : text
        .toString('latin1', 12, 12 + text.readUInt32BE(8))
        .replace(/\0[\s\S]*$/, '')
        .trim()

/** Text of version 4: records of a language, a length and a place; UTF-16. The first is taken. */
function localised(text: Buffer): string {
  if (text.length < 28) return ''
  const [length, from] = [text.readUInt32BE(20), text.readUInt32BE(24)]
  const letters = Buffer.from(text.subarray(from, from + (length & ~1)))
  return letters.length % 2 === 0 ? letters.swap16().toString('utf16le').replace(/\0+$/, '').trim() : ''
}
