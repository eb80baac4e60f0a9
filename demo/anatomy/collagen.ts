import { clamp, type Random } from '../noise.ts'
import { addNoise, makeSheet, Sheet } from '../sheet.ts'

/**
 * Collagen fibres: x runs along them, y across. The mean is about 128; low values are gaps between
 * bundles. The sheet is `edge` × `edge` texels; `scale` is pixels per µm.
 */
export function makeCollagen(random: Random, scale: number, edge: number): Sheet<Uint8Array> {
  const straight = makeSheet(edge, edge)
  const noise = (along: number, across: number, weight: number) =>
    addNoise(straight, random, along * scale, across * scale, weight)
  noise(190, 48, 0.3)
  noise(105, 17, 0.6)
  noise(70, 8, 0.62)
  noise(42, 3.8, 0.6)
  noise(24, 2, 0.42)
  const bundles = makeSheet(edge, edge)
  addNoise(bundles, random, 130 * scale, 21 * scale, 1)
  addNoise(bundles, random, 60 * scale, 11 * scale, 0.5)
  const crimp = makeSheet(edge, edge)
  addNoise(crimp, random, 34 * scale, 70 * scale, 4.4 * scale)
  addNoise(crimp, random, 110 * scale, 110 * scale, 9 * scale)
  const bytes = new Uint8Array(edge * edge)
  for (let y = 0; y < edge; y++) {
    for (let x = 0; x < edge; x++) {
      const place = straight.place(x, y)
      const bent = straight.place(x, y + Math.round(crimp.values[place]!))
      const gap = Math.max(0, 1 - Math.abs(bundles.values[bent]!) / 0.13)
      bytes[place] = clamp(133 + straight.values[bent]! * 88 - gap * 52, 0, 255)
    }
  }
  return new Sheet(edge, edge, bytes)
}
