import sharp from 'sharp'
import { expect, test } from 'vitest'
import { patchBytes } from '../../../../evaluation/data/patches.ts'
import { randomOf } from '../../../../evaluation/random.ts'
import { augment } from '../../../../training/data/augment.ts'
import { blur } from '../../../../training/data/blur.ts'
import { compress } from '../../../../training/data/jpeg.ts'
import { orient } from '../../../../training/data/orient.ts'
import { jitterStain } from '../../../../training/data/stain.ts'

const patch = Uint8Array.from({ length: patchBytes }, (_, i) => (i * 7) % 251)
const view = (from: Uint8Array, turn: number) => {
  const to = new Uint8Array(patchBytes)
  orient(from, to, turn)
  return to
}

test('the eight orientations are distinct views of the same pixels', () => {
  const views = Array.from({ length: 8 }, (_, turn) => view(patch, turn))
  expect(new Set(views.map(pixels => Buffer.from(pixels).toString('base64'))).size).toBe(8)
  const sum = (pixels: Uint8Array) => pixels.reduce((total, level) => total + level, 0)
  for (const pixels of views) expect(sum(pixels)).toBe(sum(patch))
  expect(views[0]).toEqual(patch)
})

test('four quarter turns or two flips restore the patch', () => {
  expect([1, 1, 1, 1].reduce(view, patch)).toEqual(patch)
  expect(view(view(patch, 4), 4)).toEqual(patch)
  expect(view(view(patch, 1), 1)).toEqual(view(patch, 2))
})

test('zero jitter keeps the stain to within one level', () => {
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

/** A pattern between smooth and noisy, like tissue. */
const tissue = Uint8Array.from({ length: patchBytes }, (_, i) => {
  const [x, y, channel] = [Math.floor(i / 3) % 50, Math.floor(i / 150), i % 3]
  return Math.round(150 + 60 * Math.sin(x / 4 + channel) + 30 * Math.cos((y * x) / 40))
})
const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, level, i) => sum + Math.abs(level - (b[i] as number)), 0) / a.length

test('blur spreads a point as a Gaussian and preserves uniform light', () => {
  const pixels = new Uint8Array(patchBytes)
  const middle = (25 * 50 + 25) * 3
  pixels[middle] = 255
  blur(pixels, { sigma: 1 }, () => 1)
  expect(pixels[middle]).toBe(Math.round(255 / (2 * Math.PI)))
  expect(pixels[middle + 3]).toBe(pixels[middle + 150])
  expect(Math.abs((pixels[middle + 3] as number) - (255 * Math.exp(-0.5)) / (2 * Math.PI))).toBeLessThan(1)
  expect(pixels[middle + 1]).toBe(0)
  const even = new Uint8Array(patchBytes).fill(200)
  blur(even, { sigma: 2 }, () => 1)
  expect(new Set(even)).toEqual(new Set([200]))
})

test.each([30, 60, 90])('JPEG of quality %i loses as much as libjpeg', async quality => {
  const pixels = tissue.slice()
  compress(pixels, { quality }, () => 0)
  const raw = { width: 50, height: 50, channels: 3 } as const
  const encoded = await sharp(tissue, { raw }).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer()
  const theirs = new Uint8Array(await sharp(encoded).raw().toBuffer())
  expect(difference(pixels, theirs)).toBeLessThan(0.6)
  expect(difference(pixels, tissue)).toBeCloseTo(difference(theirs, tissue), 0)
  if (quality < 90) expect(difference(pixels, tissue)).toBeGreaterThan(1)
})

test('blur and JPEG are off unless a recipe names them, and vary with the seed', () => {
  const of = (seed: number, options: Partial<Parameters<typeof augment>[2]>) => {
    const to = new Uint8Array(patchBytes)
    augment(tissue, to, { turns: false, stain: null, ...options }, randomOf(seed))
    return to
  }
  expect(of(1, {})).toEqual(tissue)
  const both = { blur: { sigma: 1 }, jpeg: { quality: 40 } }
  expect(of(1, both)).toEqual(of(1, both))
  expect(of(1, both)).not.toEqual(of(2, both))
  expect(difference(of(1, both), tissue)).toBeLessThan(20)
})
