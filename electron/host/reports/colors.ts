/** Ten evenly spaced colours of viridis (matplotlib's, dedicated to the public domain), dark to light; between them it is linear. */
const anchors = [
  0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725
]

/** Red, green and blue (0–255) of 256 steps from probability 0 to 1, perceptually uniform, also with colour-blind eyes. */
export function colorTable(): Uint8Array {
  const table = new Uint8Array(256 * 3)
  for (let step = 0; step < 256; step++) {
    const place = (step / 255) * (anchors.length - 1)
    const index = Math.min(Math.floor(place), anchors.length - 2)
    const [from, to] = [anchors[index]!, anchors[index + 1]!]
    for (const [channel, shift] of [16, 8, 0].entries()) {
      const [a, b] = [(from >> shift) & 255, (to >> shift) & 255]
      table[step * 3 + channel] = Math.round(a + (b - a) * (place - index))
    }
  }
  return table
}
