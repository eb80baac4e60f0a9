import { expect, test } from 'vitest'
import { patchBytes } from '../../../evaluation/data/patches.ts'
import { randomOf } from '../../../evaluation/random.ts'
import { orient } from '../../../training/augment/orient.ts'
import { jitterStain } from '../../../training/augment/stain.ts'

const patch = Uint8Array.from({ length: patchBytes }, (_, i) => (i * 7) % 251)
const view = (from: Uint8Array, turn: number) => {
  const to = new Uint8Array(patchBytes)
  orient(from, to, turn)
  return to
}

test('the eight views are eight different ones of the same pixels', () => {
  const views = Array.from({ length: 8 }, (_, turn) => view(patch, turn))
  expect(new Set(views.map(pixels => Buffer.from(pixels).toString('base64'))).size).toBe(8)
  const sum = (pixels: Uint8Array) => pixels.reduce((total, level) => total + level, 0)
  for (const pixels of views) expect(sum(pixels)).toBe(sum(patch))
  expect(views[0]).toEqual(patch)
})

test('four quarter turns, and two flips, come back', () => {
  expect([1, 1, 1, 1].reduce(view, patch)).toEqual(patch)
  expect(view(view(patch, 4), 4)).toEqual(patch)
  expect(view(view(patch, 1), 1)).toEqual(view(patch, 2))
})

test('no jitter leaves the stain as it is, to one level', () => {
  const pixels = patch.slice()
  jitterStain(pixels, { amount: 0, shift: 0, brightness: 0 }, randomOf(1))
  pixels.forEach((level, i) => {
    expect(Math.abs(level - (patch[i] as number))).toBeLessThanOrEqual(1)
  })
})

test('jitter changes the colour within bounds, repeatably', () => {
  const jitter = { amount: 0.2, shift: 0.05, brightness: 0.1 }
  const of = (seed: number) => {
    const pixels = new Uint8Array(patchBytes).fill(170)
    jitterStain(pixels, jitter, randomOf(seed))
    return pixels
  }
  expect(of(1)).toEqual(of(1))
  expect(of(1)).not.toEqual(of(2))
  for (let seed = 0; seed < 20; seed++) {
    const [red = 0] = of(seed)
    expect(red).toBeGreaterThan(110)
    expect(red).toBeLessThan(225)
  }
})

test('brightness alone scales the light', () => {
  const pixels = Uint8Array.from({ length: patchBytes }, () => 100)
  jitterStain(pixels, { amount: 0, shift: 0, brightness: 0.5 }, () => 1)
  expect(Math.abs((pixels[0] as number) - 150)).toBeLessThanOrEqual(2)
})
