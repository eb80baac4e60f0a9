/**
 * Returns the colour space that a JPEG stream states, as libjpeg reads it: by an Adobe marker
 * (APP14), a JFIF marker, or component names R, G, B. Components of different resolution are YCbCr,
 * too. Null if nothing states the colour space.
 */
export function jpegColour(data: Buffer): 'rgb' | 'ycbcr' | null {
  let jfif = false
  for (let at = 2; at + 4 <= data.length && data[at] === 0xff; ) {
    const marker = data[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    const length = data.readUInt16BE(at + 2)
    const content = data.subarray(at + 4, at + 2 + length)
    if (marker === 0xe0 && content.toString('latin1', 0, 4) === 'JFIF') jfif = true
    if (marker === 0xee && content.toString('latin1', 0, 5) === 'Adobe' && content.length >= 12)
      return content[11] === 0 ? 'rgb' : 'ycbcr'
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (frame && content.length >= 15 && content[5] === 3) {
      const names = String.fromCharCode(content[6]!, content[9]!, content[12]!)
      if (names === 'RGB' && !jfif) return 'rgb'
      if (content[7] !== content[10]) return 'ycbcr'
    }
    if (marker === 0xda) break
    at += 2 + length
  }
  return jfif ? 'ycbcr' : null
}
