/** Edge of the square, pixels: two words a row. */
const edge = 50
const half = edge / 2

/** Lengths that a run may reach: 1, 2, 4, 8 and 16 pixels. */
export const runBins = 5

/** Packs a question to each pixel into bits: two words a row, the left half first. */
export function toBits(bits: Int32Array, is: (pixel: number) => boolean): void {
  for (let word = 0, pixel = 0; word < bits.length; word++) {
    let packed = 0
    for (let bit = 0; bit < half; bit++, pixel++) if (is(pixel)) packed |= 1 << bit
    bits[word] = packed
  }
}

/** How many places begin a stretch of at least 1, 2, 4, 8 and 16 set pixels in their row. */
export function runsOf(bits: Int32Array, counts: Uint32Array): void {
  counts.fill(0)
  for (let row = 0; row < bits.length; row += 2) {
    let left = bits[row]!
    let right = bits[row + 1]!
    for (let bin = 0, length = 1; ; bin++, length *= 2) {
      counts[bin]! += ones(left) + ones(right)
      if (bin === runBins - 1 || (left | right) === 0) break
      const fromRight = (right << (half - length)) & (2 ** half - 1)
      left &= (left >>> length) | fromRight
      right &= right >>> length
    }
  }
}

/** Set bits of a word (Hacker's Delight, 5-1). */
function ones(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555)
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333)
  return (Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24) & 63
}
