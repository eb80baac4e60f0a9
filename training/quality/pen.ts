import { checkedEdge } from '../../engine/quality/features.ts'
import { between, integer, type Random } from '../../evaluation/random.ts'

/** Colours of ink on a scanned slide, RGB: several hues for each marker. */
const inks = {
  blue: [
    [20, 40, 150],
    [45, 75, 190],
    [10, 20, 90]
  ],
  green: [
    [15, 110, 60],
    [40, 150, 90],
    [10, 70, 50]
  ],
  black: [
    [15, 15, 20],
    [35, 35, 40],
    [5, 5, 10]
  ],
  red: [
    [190, 20, 30],
    [220, 45, 50],
    [140, 10, 25]
  ]
} as const

export type Pen = keyof typeof inks
export const pens = Object.keys(inks) as Pen[]

/** Smallest share of the patch that a stroke must cover. */
const least = 0.08

/** Draws a marker stroke over the patch: a slightly bent band with random opacity. */
export function drawPen(patch: Uint8Array, pen: Pen, random: Random): Uint8Array {
  for (;;) {
    const cover = strokeOf(random)
    if (cover.reduce((sum, part) => sum + part, 0) < least * cover.length) continue
    const shades = inks[pen]
    return inked(patch, cover, shades[integer(random, shades.length)] as readonly number[], random)
  }
}

/** Ink coverage of each pixel, 0–1. */
function strokeOf(random: Random): Float32Array {
  const angle = between(random, 0, Math.PI)
  const [across, down] = [Math.cos(angle), Math.sin(angle)]
  const middle = between(random, -18, 18)
  const half = between(random, 3, 16)
  const bend = between(random, -0.012, 0.012)
  return Float32Array.from({ length: checkedEdge ** 2 }, (_, pixel) => {
    const x = (pixel % checkedEdge) - checkedEdge / 2
    const y = Math.floor(pixel / checkedEdge) - checkedEdge / 2
    const along = x * across + y * down
    const distance = Math.abs(y * across - x * down - middle - bend * along * along)
    return Math.max(0, Math.min(1, half - distance + 0.5))
  })
}

function inked(patch: Uint8Array, cover: Float32Array, ink: readonly number[], random: Random): Uint8Array {
  const opacity = between(random, 0.55, 1)
  const multiplies = random() < 0.5
  const result = new Uint8Array(patch.length)
  for (let i = 0; i < patch.length; i++) {
    const level = patch[i] as number
    const colour = ink[i % 3] as number
    const share = (cover[Math.floor(i / 3)] as number) * opacity
    const under = multiplies ? Math.min(colour, (colour * level) / 200) : colour
    result[i] = Math.round(level + share * (under - level))
  }
  return result
}
