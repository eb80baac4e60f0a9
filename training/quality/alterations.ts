import type { QualityClass } from '../../contract/runs/quality.ts'
import { checkedEdge } from '../../engine/quality/features.ts'
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

/** A patch, with access to its surroundings on the slide. */
export interface Source {
  patch: Uint8Array
  cut: Cut
}

/** A way to alter a patch, and the class that the quality check should assign to the result. */
export interface Recipe {
  name: string
  /**
   * Chooses its patches and its random numbers. The number of a recipe that was removed is not used
   * again, so that the others keep their samples.
   */
  number: number
  kind: QualityClass
  make: Maker
}

/** Returns null if this patch cannot be altered in this way. */
export type Maker = (source: Source, random: Random) => Uint8Array | null

export const downwards = [area, linear, cubic, lanczos] as const
export const upwards = [point, linear, cubic, lanczos] as const

const edge = checkedEdge
const imageOf = (pixels: Uint8Array, size: number): Image => ({ pixels, width: size, height: size })
export const pick = <T>(items: readonly T[], random: Random): T => items[integer(random, items.length)] as T

/** Returns a square of twice the edge at half scale, 8 µm per pixel. */
export const halved = (square: Uint8Array, kernel: Kernel): Uint8Array =>
  resample(imageOf(square, 2 * edge), { left: 0, top: 0, scale: 2, edge }, kernel)

/** A random quarter of a patch. */
const quarter = (random: Random) => ({
  left: between(random, 0, edge / 2),
  top: between(random, 0, edge / 2),
  scale: 0.5,
  edge
})

/** Returns a random quarter of a patch at double scale, 2 µm per pixel. */
export const doubled = (patch: Uint8Array, kernel: Kernel, random: Random): Uint8Array =>
  resample(imageOf(patch, edge), quarter(random), kernel)

/**
 * Imitates the detail of a scan at 2 µm per pixel, which enlarging cannot add. Mixes in some of the
 * sharpness of point sampling, and noise.
 */
export function doubledWithDetail({ patch }: Source, random: Random): Uint8Array {
  const place = quarter(random)
  const smooth = resample(imageOf(patch, edge), place, pick([linear, cubic, lanczos], random))
  const rough = resample(imageOf(patch, edge), place, point)
  const share = between(random, 0.1, 0.9)
  const mixed = smooth.map((level, i) => level + share * ((rough[i] as number) - level))
  return withNoise(mixed, between(random, 0, 5), random)
}

/** Doubles the scale and adds the patch's finest detail: tissue has detail at every scale. */
export function doubledWithTexture({ patch }: Source, random: Random): Uint8Array {
  const smooth = resample(imageOf(patch, edge), quarter(random), pick([linear, cubic, lanczos], random))
  const without = blurred(patch, between(random, 0.7, 1.2))
  const share = between(random, 0.3, 1)
  return smooth.map((level, i) => limited(level + share * ((patch[i] as number) - (without[i] as number))))
}

export const blurred = (patch: Uint8Array, deviation: number): Uint8Array =>
  resample(imageOf(patch, edge), { left: 0, top: 0, scale: 1, edge }, gaussian(deviation))

/** Amplifies a pixel's difference from its neighbours by a share; a negative share softens. */
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
