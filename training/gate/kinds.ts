import type { GateClass } from '../../electron/engine/gate/classes.ts'
import { gateEdge } from '../../electron/engine/gate/features.ts'
import { between, integer, type Random } from '../../evaluation/random.ts'
import { orient } from '../augment/orient.ts'
import { jitterStain } from '../augment/stain.ts'
import { recoloured, recolourings } from './colours.ts'
import { drawPen, pens } from './pen.ts'
import { realTrial } from './real.ts'
import {
  area,
  cubic,
  gaussian,
  type Image,
  type Kernel,
  lanczos,
  linear,
  point,
  resample
} from './resample.ts'

/** A patch, and the part of its slide of twice its edge that begins with it; null where the slide has no tissue there. */
export interface Source {
  patch: Uint8Array
  around: Uint8Array | null
}

/** Something made of a patch, and what the gate is to call it. */
export interface Recipe {
  name: string
  kind: GateClass
  make: Maker
}

export type Maker = (source: Source, random: Random) => Uint8Array | null

const edge = gateEdge
const downwards = [area, linear, cubic, lanczos] as const
const upwards = [point, linear, cubic, lanczos] as const

const imageOf = (pixels: Uint8Array, size: number): Image => ({ pixels, width: size, height: size })
const pick = <T>(items: readonly T[], random: Random): T => items[integer(random, items.length)] as T

/** Half scale, 8 µm per pixel: four patches that lie together on their slide. */
const halved =
  (kernel: Kernel): Maker =>
  ({ around }) =>
    around && resample(imageOf(around, 2 * edge), { left: 0, top: 0, scale: 2, edge }, kernel)

/** Double scale, 2 µm per pixel: a quarter of a patch. */
const doubled =
  (kernel: Kernel): Maker =>
  ({ patch }, random) =>
    resample(
      imageOf(patch, edge),
      { left: between(random, 0, edge / 2), top: between(random, 0, edge / 2), scale: 0.5, edge },
      kernel
    )

/** Enlarging brings no detail, as a scan at 2 µm per pixel has: some of the sharpness of point sampling, and noise, stand for it. */
const doubledWithDetail: Maker = ({ patch }, random) => {
  const corner = { left: between(random, 0, edge / 2), top: between(random, 0, edge / 2), scale: 0.5, edge }
  const smooth = resample(imageOf(patch, edge), corner, pick([linear, cubic, lanczos], random))
  const rough = resample(imageOf(patch, edge), corner, point)
  const share = between(random, 0.1, 0.9)
  return withNoise(
    smooth.map((level, i) => level + share * ((rough[i] as number) - level)),
    between(random, 0, 5),
    random
  )
}

const blurred =
  (deviation: number): Maker =>
  ({ patch }) =>
    resample(imageOf(patch, edge), { left: 0, top: 0, scale: 1, edge }, gaussian(deviation))

/** What the rates are taken of, by what is to be flagged as what. */
const trials: Record<string, { kind: GateClass; make: Maker }> = {
  [realTrial]: { kind: 'fine', make: ({ patch }) => patch },
  ...Object.fromEntries(
    downwards.map(kernel => [`half scale, ${kernel.name}`, { kind: 'coarser', make: halved(kernel) }])
  ),
  'half scale, point': { kind: 'coarser', make: halved(point) },
  ...Object.fromEntries(
    upwards.map(kernel => [`double scale, ${kernel.name}`, { kind: 'finer', make: doubled(kernel) }])
  ),
  'double scale, detail': { kind: 'finer', make: doubledWithDetail },
  ...Object.fromEntries(
    [1, 1.5, 2, 3, 4].map(deviation => [`blur ${deviation}`, { kind: 'blur', make: blurred(deviation) }])
  ),
  ...Object.fromEntries(
    recolourings.map(name => [
      name,
      { kind: 'colour', make: ({ patch }, random) => recoloured(name, patch, random) }
    ])
  ),
  ...Object.fromEntries(
    pens.map(name => [
      `${name} pen`,
      { kind: 'pen', make: ({ patch }, random) => drawPen(patch, name, random) }
    ])
  )
}

export const trialRecipes: readonly Recipe[] = Object.entries(trials).map(([name, trial]) => ({
  name,
  ...trial
}))

/** One drawn case of each class, from milder to worse than the trials, for the fit. */
const lessons: readonly { kind: GateClass; make: Maker }[] = [
  { kind: 'fine', make: ({ patch }, random) => varied(patch, random) },
  { kind: 'fine', make: ({ patch }, random) => varied(patch, random) },
  {
    kind: 'coarser',
    make: lesson((source, random) => halved(pick([point, area, ...downwards], random))(source, random))
  },
  { kind: 'coarser', make: lesson((source, random) => halved(pick(downwards, random))(source, random)) },
  { kind: 'finer', make: lesson((source, random) => doubled(pick(upwards, random))(source, random)) },
  { kind: 'finer', make: lesson(doubledWithDetail) },
  { kind: 'blur', make: lesson((source, random) => blurred(between(random, 1.3, 5))(source, random)) },
  {
    kind: 'colour',
    make: ({ patch }, random) => recoloured(pick(recolourings, random), turned(patch, random), random)
  },
  { kind: 'pen', make: ({ patch }, random) => drawPen(varied(patch, random), pick(pens, random), random) }
]

function lesson(make: Maker): Maker {
  return (source, random) => {
    const made = make(source, random)
    return made && varied(made, random)
  }
}

/** As another laboratory and another scanner would show it: stain, light, sharpness and noise. */
function varied(patch: Uint8Array, random: Random): Uint8Array {
  const copy = turned(patch, random)
  jitterStain(copy, { amount: 0.15, shift: 0.04, brightness: 0.04 }, random)
  const sharpened = random() < 0.5 ? sharpen(copy, between(random, -0.2, 0.25)) : copy
  return random() < 0.5 ? withNoise(sharpened, between(random, 0, 3), random) : sharpened
}

function turned(patch: Uint8Array, random: Random): Uint8Array {
  const copy = new Uint8Array(patch.length)
  orient(patch, copy, integer(random, 8))
  return copy
}

/** Adds a share of how a pixel differs from the mean of its neighbours; a negative share softens. */
function sharpen(patch: Uint8Array, share: number): Uint8Array {
  const soft = resample(imageOf(patch, edge), { left: 0, top: 0, scale: 1, edge }, gaussian(0.8))
  return patch.map((level, i) =>
    Math.max(0, Math.min(255, level + share * 2 * (level - (soft[i] as number))))
  )
}

function withNoise(patch: Uint8Array, deviation: number, random: Random): Uint8Array {
  return patch.map(level => {
    const noise = (random() + random() + random() + random() - 2) * Math.sqrt(3) * deviation
    return Math.max(0, Math.min(255, Math.round(level + noise)))
  })
}

export const lessonRecipes: readonly Recipe[] = lessons.map(one => ({ name: one.kind, ...one }))

export const trialNames: readonly string[] = trialRecipes.map(({ name }) => name)
