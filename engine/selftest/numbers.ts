import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

/**
 * Returns pseudo-random numbers from −1 to 1. They are identical on every machine, because only
 * integer arithmetic is used.
 */
export function scattered(count: number, seed: number): Float32Array {
  // Plain loops, here and below: half a million function calls would take longer than the networks
  // under test.
  const numbers = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    let hash = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
    numbers[i] = ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 31 - 1
  }
  return numbers
}

/**
 * Roughly the colour of tissue in haematoxylin and eosin, so that trained networks see familiar
 * input.
 */
const colour = [195, 150, 180] as const

/**
 * Returns patches (levels 0–255) that are identical on every machine: coarse blocks of colour under
 * noise, each patch different.
 */
export function scatteredPatches(count: number, edge: number): Uint8Array {
  const blocks = scattered(count * 25 * 3, 1)
  const noise = scattered(count * edge * edge * 3, 2)
  const levels = new Uint8Array(noise.length)
  for (let i = 0; i < levels.length; i++) {
    const pixel = Math.floor(i / 3)
    const [patch, within] = [Math.floor(pixel / (edge * edge)), pixel % (edge * edge)]
    const [y, x] = [Math.floor(within / edge), within % edge]
    const block = Math.floor((y * 5) / edge) * 5 + Math.floor((x * 5) / edge)
    levels[i] = colour[i % 3]! + 35 * blocks[(patch * 25 + block) * 3 + (i % 3)]! + 20 * noise[i]!
  }
  return levels
}

/**
 * Fills a model's weights with pseudo-random numbers, scaled so that signals neither vanish nor
 * explode.
 */
export function scatterWeights(model: LayersModel): void {
  model.weights.forEach((weight, index) => {
    const shape = weight.shape as number[]
    const size = shape.reduce((product, edge) => product * edge, 1)
    const { factor, offset } = scaleOf(weight.originalName, shape)
    const values = scattered(size, index + 3)
    for (let i = 0; i < size; i++) values[i] = offset + factor * values[i]!
    tf.tidy(() => {
      weight.write(tf.tensor(values, shape))
    })
  })
}

function scaleOf(name: string, shape: number[]): { factor: number; offset: number } {
  // Halves the signal per convolution, so that the sum over fifty of them stays in softmax's
  // sensitive range.
  if (/gamma/.test(name)) return { factor: 0.2, offset: 0.7 }
  if (/moving_variance/.test(name)) return { factor: 0.3, offset: 1 }
  if (shape.length < 2) return { factor: 0.1, offset: 0 }
  // Uniform numbers have a deviation of 1/√3; √(6 / inputs) compensates for it and for the part
  // that relu cuts off.
  const inputs = shape.slice(0, -1).reduce((product, edge) => product * edge, 1)
  return { factor: Math.sqrt((shape.length === 4 ? 6 : 3) / inputs), offset: 0 }
}
