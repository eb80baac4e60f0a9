/**
 * The area average by definition, in 64-bit floats without shortcuts: the reference for the cutter.
 */
export function boxFilter(
  source: { pixels: Uint8Array; width: number; height: number },
  box: { x: number; y: number; width: number; height: number },
  outWidth: number,
  outHeight: number
): Float64Array {
  const result = new Float64Array(outWidth * outHeight * 3)
  const stepX = box.width / outWidth
  const stepY = box.height / outHeight
  const share = (pixel: number, from: number, to: number) =>
    Math.max(0, Math.min(pixel + 1, to) - Math.max(pixel, from))
  for (let row = 0; row < outHeight; row++)
    for (let col = 0; col < outWidth; col++) {
      const [left, top] = [box.x + col * stepX, box.y + row * stepY]
      for (let y = Math.floor(top); y < top + stepY; y++)
        for (let x = Math.floor(left); x < left + stepX; x++) {
          const weight = share(x, left, left + stepX) * share(y, top, top + stepY)
          const within = x >= 0 && y >= 0 && x < source.width && y < source.height
          for (let channel = 0; channel < 3; channel++) {
            const level = within ? source.pixels[(y * source.width + x) * 3 + channel]! : 255
            result[(row * outWidth + col) * 3 + channel]! += (weight * level) / (stepX * stepY)
          }
        }
    }
  return result
}

/** Mean absolute difference, in levels (0–255). */
export function meanError(pixels: Uint8Array, truth: Float64Array): number {
  let sum = 0
  for (let i = 0; i < truth.length; i++) sum += Math.abs(pixels[i]! - truth[i]!)
  return sum / truth.length
}

/** Pixels without a pattern, reproducible by seed. */
export function randomPixels(width: number, height: number, seed: number): Uint8Array {
  let state = seed
  return Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}
