import { between, type Random } from '../../evaluation/random.ts'

/** Alterations that turn H&E patches into patches that are not H&E. */
export const recolourings = [
  'grey',
  'brown stain',
  'blue and red exchanged',
  'inverted',
  'dark field',
  'turned hue',
  'one colour'
] as const
export type Recolouring = (typeof recolourings)[number]

type Colour = [number, number, number]

/** Returns the patch as another stain or another light would show it. */
export function recoloured(name: Recolouring, patch: Uint8Array, random: Random): Uint8Array {
  const recolour = makers[name](random)
  const result = new Uint8Array(patch.length)
  for (let i = 0; i < patch.length; i += 3) {
    const colour: Colour = [patch[i] as number, patch[i + 1] as number, patch[i + 2] as number]
    result.set(
      recolour(colour).map(level => Math.max(0, Math.min(255, Math.round(level)))),
      i
    )
  }
  return result
}

const grey = ([red, green, blue]: Colour) => (red + green + blue) / 3
const density = (level: number) => -Math.log((level + 1) / 256)
const level = (density: number) => 256 * Math.exp(-density) - 1

/** Optical densities of haematoxylin and diaminobenzidine (Ruifrok and Johnston 2001). */
const blueStain: Colour = [0.65, 0.7, 0.29]
const brownStain: Colour = [0.27, 0.57, 0.78]

const makers: Record<Recolouring, (random: Random) => (colour: Colour) => Colour> = {
  grey: () => colour => {
    const level = grey(colour)
    return [level, level, level]
  },
  'brown stain': random => {
    const [blue, brown] = [between(random, 0.2, 0.7), between(random, 0.5, 1.3)]
    return colour => {
      const nuclei = Math.max(0, density(colour[0]))
      const matrix = Math.max(0, density(colour[1]) - 0.5 * nuclei)
      return blueStain.map((part, i) =>
        level(part * blue * nuclei + (brownStain[i] as number) * brown * matrix)
      ) as Colour
    }
  },
  'blue and red exchanged':
    () =>
    ([red, green, blue]) => [blue, green, red],
  inverted:
    () =>
    ([red, green, blue]) => [255 - red, 255 - green, 255 - blue],
  'dark field': random => {
    const light = [between(random, 0, 0.9), between(random, 0, 0.9), between(random, 0, 0.9)] as const
    const floor = between(random, 0, 12)
    return colour => {
      const signal = Math.min(200, density(colour[0]) * between(random, 110, 125))
      return light.map(part => floor + part * signal) as Colour
    }
  },
  'turned hue': random => {
    const angle = between(random, 1.2, 2 * Math.PI - 1.2)
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle) / Math.sqrt(3)]
    return colour => {
      const middle = grey(colour)
      const [red, green, blue] = colour.map(level => level - middle) as Colour
      return [
        middle + cosine * red + sine * (blue - green),
        middle + cosine * green + sine * (red - blue),
        middle + cosine * blue + sine * (green - red)
      ]
    }
  },
  'one colour': random => {
    const colour: Colour = [between(random, 0, 235), between(random, 0, 235), between(random, 0, 235)]
    const noise = between(random, 0, 6)
    return () => colour.map(level => level + between(random, -noise, noise)) as Colour
  }
}
