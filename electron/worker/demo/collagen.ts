import { clamp, type Random } from './noise.ts'
import { addNoise, sheetEdge, sheetMask, sheetShift } from './sheet.ts'

/**
 * Fibres of collagen: x runs along them, y across. 128 is the mean; low values are the clefts between bundles.
 * `scale` is pixels per µm.
 */
export function makeCollagen(random: Random, scale: number): Uint8Array {
  const straight = new Float32Array(sheetEdge * sheetEdge)
  const cells = (um: number) => Math.max(4, Math.round(sheetEdge / (um * scale)))
  addNoise(straight, random, cells(260), cells(42), 0.5)
  addNoise(straight, random, cells(150), cells(17), 0.8)
  addNoise(straight, random, cells(90), cells(8), 0.65)
  addNoise(straight, random, cells(45), cells(4), 0.5)
  addNoise(straight, random, cells(9), cells(2.4), 0.22)
  const crimp = new Float32Array(sheetEdge * sheetEdge)
  addNoise(crimp, random, cells(34), cells(70), 4.2 * scale)
  addNoise(crimp, random, cells(110), cells(110), 9 * scale)
  const sheet = new Uint8Array(straight.length)
  for (let y = 0; y < sheetEdge; y++) {
    for (let x = 0; x < sheetEdge; x++) {
      const place = (y << sheetShift) | x
      const across = (y + Math.round(crimp[place]!)) & sheetMask
      sheet[place] = clamp(128 + straight[(across << sheetShift) | x]! * 92, 0, 255)
    }
  }
  return sheet
}
