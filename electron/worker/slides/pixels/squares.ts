/**
 * Averages whole, aligned squares, as needed by a viewer's pyramid and most scans. Several times
 * faster than boxes with fractional edges (cutter.ts), with results equal to within half a level.
 * @param pixels RGB, (outWidth × ratio) × (outHeight × ratio) × 3 bytes, row by row
 * @param ratio edge length of a square in pixels, a whole number
 * @returns RGB, outWidth × outHeight × 3 bytes
 */
export function averageSquares(
  pixels: Uint8Array,
  outWidth: number,
  outHeight: number,
  ratio: number
): Uint8Array {
  const result = new Uint8Array(outWidth * outHeight * 3)
  if (ratio === 2) halve(pixels, outWidth, outHeight, result)
  else reduce(pixels, outWidth, outHeight, ratio, result)
  return result
}

function halve(pixels: Uint8Array, outWidth: number, outHeight: number, result: Uint8Array): void {
  const stride = outWidth * 6
  for (let y = 0, to = 0; y < outHeight; y++) {
    let upper = y * 2 * stride
    let lower = upper + stride
    for (let x = 0; x < outWidth; x++, to += 3, upper += 6, lower += 6)
      for (let channel = 0; channel < 3; channel++) {
        const top = pixels[upper + channel]! + pixels[upper + channel + 3]!
        const bottom = pixels[lower + channel]! + pixels[lower + channel + 3]!
        result[to + channel] = (top + bottom + 2) >> 2
      }
  }
}

function reduce(
  pixels: Uint8Array,
  outWidth: number,
  outHeight: number,
  ratio: number,
  result: Uint8Array
): void {
  const area = ratio * ratio
  const half = area >> 1
  const row = new Uint32Array(outWidth * 3)
  for (let y = 0, from = 0, to = 0; y < outHeight; y++) {
    row.fill(half)
    for (let line = 0; line < ratio; line++)
      for (let x = 0; x < row.length; x += 3) {
        let red = 0
        let green = 0
        let blue = 0
        for (let i = 0; i < ratio; i++, from += 3) {
          red += pixels[from]!
          green += pixels[from + 1]!
          blue += pixels[from + 2]!
        }
        row[x]! += red
        row[x + 1]! += green
        row[x + 2]! += blue
      }
    for (let i = 0; i < row.length; i++) result[to++] = row[i]! / area
  }
}
