import type { GateClass } from '../../engine/quality/classes.ts'
import { gateEdge } from '../../engine/quality/features.ts'
import { between, integer, type Random } from '../../evaluation/random.ts'
import type { Cut } from './mosaic.ts'
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

/** A patch, and what lies around it on its slide. */
export interface Source {
  patch: Uint8Array
  cut: Cut
}

/** Something made of a patch, and what the gate is to call it. */
export interface Recipe {
  name: string
  kind: GateClass
  make: Maker
}

/** Null where it cannot be made of this patch. */
export type Maker = (source: Source, random: Random) => Uint8Array | null

export const downwards = [area, linear, cubic, lanczos] as const
export const upwards = [point, linear, cubic, lanczos] as const

const edge = gateEdge
const imageOf = (pixels: Uint8Array, size: number): Image => ({ pixels, width: size, height: size })
export const pick = <T>(items: readonly T[], random: Random): T => items[integer(random, items.length)] as T

/** Half scale, 8 µm per pixel, of a square of twice the edge. */
export const halved = (square: Uint8Array, kernel: Kernel): Uint8Array =>
  resample(imageOf(square, 2 * edge), { left: 0, top: 0, scale: 2, edge }, kernel)

/** A quarter of a patch, anywhere in it: where it lies is drawn. */
const quarter = (random: Random) => ({
  left: between(random, 0, edge / 2),
  top: between(random, 0, edge / 2),
  scale: 0.5,
  edge
})

/** Double scale, 2 µm per pixel: a quarter of a patch. */
export const doubled = (patch: Uint8Array, kernel: Kernel, random: Random): Uint8Array =>
  resample(imageOf(patch, edge), quarter(random), kernel)

/** Enlarging brings no detail, as a scan at 2 µm per pixel has: some of the sharpness of point sampling, and noise, stand for it. */
export function doubledWithDetail({ patch }: Source, random: Random): Uint8Array {
  const place = quarter(random)
  const smooth = resample(imageOf(patch, edge), place, pick([linear, cubic, lanczos], random))
  const rough = resample(imageOf(patch, edge), place, point)
  const share = between(random, 0.1, 0.9)
  const mixed = smooth.map((level, i) => level + share * ((rough[i] as number) - level))
  return withNoise(mixed, between(random, 0, 5), random)
}

/** Double scale with the finest detail of a patch as it is: tissue has detail at every scale. */
export function doubledWithTexture({ patch }: Source, random: Random): Uint8Array {
  const smooth = resample(imageOf(patch, edge), quarter(random), pick([linear, cubic, lanczos], random))
  const without = blurred(patch, between(random, 0.7, 1.2))
  const share = between(random, 0.3, 1)
  return smooth.map((level, i) => limited(level + share * ((patch[i] as number) - (without[i] as number))))
}

export const blurred = (patch: Uint8Array, deviation: number): Uint8Array =>
  resample(imageOf(patch, edge), { left: 0, top: 0, scale: 1, edge }, gaussian(deviation))

/** Adds a share of how a pixel differs from the mean of its neighbours; a negative share softens. */
export function sharpened(patch: Uint8Array, share: number): Uint8Array {
  const soft = blurred(patch, 0.8)
  return patch.map((level, i) => limited(level + share * 2 * (level - (soft[i] as number))))
}

export function withNoise(patch: Uint8Array, deviation: number, random: Random): Uint8Array {
  return patch.map(level => {
    const noise = (random() + random() + random() + random() - 2) * Math.sqrt(3) * deviation
    return limited(Math.round(level + noise))
  })
}

const limited = (level: number) => Math.max(0, Math.min(255, level))
