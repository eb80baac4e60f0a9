import { writeTiff } from './tiff.ts'

/** Places of the specks of tissue in {@link writeSpecks}, in level-0 pixels. */
export const specks = [100, 300, 500, 650].map(y => ({ x: 850, y, edge: 14 }))

/**
 * Writes a slide of 1000 × 750 pixels at 4 µm: a block of tissue, and specks that are too small for
 * their patches to be analysed.
 * @param pens whether two places are covered by a pen
 */
export function writeSpecks(path: string, pens = false): Promise<string> {
  const [width, height] = [1000, 750]
  const pixels = new Uint8Array(width * height * 3).fill(243)
  let state = 1
  const stain = (left: number, top: number, edge: number) => {
    for (let y = top; y < top + edge; y++)
      for (let x = left; x < left + edge; x++)
        for (const [i, base] of [190, 110, 160].entries()) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0
          pixels[(y * width + x) * 3 + i] = base + ((state >>> 24) % 50) - 25
        }
  }
  stain(100, 100, 400)
  for (const top of pens ? [100, 400] : [])
    for (let y = top; y < top + 120; y++)
      for (let x = 600; x < 720; x++) pixels.set([25, 60 + (x % 9), 165 + (y % 7)], (y * width + x) * 3)
  for (const { x, y, edge } of specks) stain(x, y, edge)
  return writeTiff(path, [{ width, height, pixels, tile: 256, resolution: { x: 2500, y: 2500, unit: 3 } }])
}
