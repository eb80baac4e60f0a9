import { checkedEdge } from '../../engine/quality/features.ts'
import { between, type Random } from '../../evaluation/random.ts'

/** What looks like ink but belongs to a section. */
export const lookalikes = ['blood', 'keratin'] as const
export type Lookalike = (typeof lookalikes)[number]

type Colour = readonly [number, number, number]

/** Covers a part of the patch, or all of it, with red blood cells or with keratin. */
export function withLookalike(name: Lookalike, patch: Uint8Array, random: Random): Uint8Array {
  const { colour, texture } = makers[name](random)
  const cover = coverOf(random)
  const kept = between(random, 0.05, 0.4)
  const result = new Uint8Array(patch.length)
  for (let i = 0; i < patch.length; i++) {
    const pixel = Math.floor(i / 3)
    const level = patch[i] as number
    const light = 1 + (texture[pixel] as number)
    const own = light * (colour[i % 3] as number)
    const mixed = own * (1 - kept) + kept * level
    result[i] = Math.max(0, Math.min(255, Math.round(level + (cover[pixel] as number) * (mixed - level))))
  }
  return result
}

const colourBetween = (from: Colour, to: Colour, random: Random): Colour =>
  [0, 1, 2].map(i => between(random, from[i] as number, to[i] as number)) as unknown as Colour

const makers: Record<Lookalike, (random: Random) => { colour: Colour; texture: Float32Array }> = {
  blood: random => {
    // Cells of 7 µm, packed or scattered: a grain of some two pixels.
    const [fine, coarse] = [between(random, 0.03, 0.13), between(random, 0, 0.1)]
    const [grain, clouds] = [noise(between(random, 1, 2.2), random), noise(between(random, 4, 12), random)]
    return {
      colour: colourBetween([165, 35, 45], [235, 130, 135], random),
      texture: grain.map((value, i) => fine * value + coarse * (clouds[i] as number))
    }
  },
  keratin: random => {
    // Lamellae: waves across a bent direction.
    const angle = between(random, 0, Math.PI)
    const [across, down] = [Math.cos(angle), Math.sin(angle)]
    const [length, depth] = [between(random, 2.5, 9), between(random, 0.03, 0.12)]
    const [warp, grain] = [noise(between(random, 8, 18), random), noise(1.2, random)]
    return {
      colour: colourBetween([205, 70, 95], [248, 165, 190], random),
      texture: warp.map((shift, pixel) => {
        const along = (pixel % checkedEdge) * across + Math.floor(pixel / checkedEdge) * down
        return (
          depth * Math.sin((2 * Math.PI * along) / length + 2.5 * shift) + 0.03 * (grain[pixel] as number)
        )
      })
    }
  }
}

/** Share of each pixel that is covered: patches of the clouds above a random height. */
function coverOf(random: Random): Float32Array {
  const clouds = noise(between(random, 6, 20), random)
  const height = between(random, -2.5, 0.8)
  const edge = between(random, 0.05, 0.4)
  return clouds.map(value => Math.max(0, Math.min(1, 0.5 + (value - height) / edge)))
}

/** Smooth noise of deviation 1, about `size` pixels from hill to hill. */
function noise(size: number, random: Random): Float32Array {
  const cells = Math.ceil(checkedEdge / size) + 2
  const lattice = Float32Array.from({ length: cells * cells }, () => (random() - 0.5) * Math.sqrt(12) * 1.5)
  const [left, top] = [random(), random()]
  const smooth = (share: number) => share * share * (3 - 2 * share)
  return Float32Array.from({ length: checkedEdge * checkedEdge }, (_, pixel) => {
    const x = (pixel % checkedEdge) / size + left
    const y = Math.floor(pixel / checkedEdge) / size + top
    const [column, row] = [Math.floor(x), Math.floor(y)]
    const [right, below] = [smooth(x - column), smooth(y - row)]
    const at = (dx: number, dy: number) => lattice[(row + dy) * cells + column + dx] as number
    const upper = at(0, 0) * (1 - right) + at(1, 0) * right
    return upper * (1 - below) + (at(0, 1) * (1 - right) + at(1, 1) * right) * below
  })
}
