import { describe, expect, it } from 'vitest'
import { AreaSampler } from '../../../../../electron/worker/slides/pixels/area-sampler.ts'
import { sampleBox } from '../../../../../electron/worker/slides/pixels/blocks.ts'
import { boxFilter, meanError, randomPixels } from '../../patches/box-filter.ts'

const width = 211
const height = 173
const pixels = randomPixels(width, height, 7)

/** Reads from the image above, as a reader reads from a level. */
async function read(block: { left: number; top: number; width: number; height: number }) {
  const part = new Uint8Array(block.width * block.height * 3)
  for (let y = 0; y < block.height; y++) {
    const from = ((block.top + y) * width + block.left) * 3
    part.set(pixels.subarray(from, from + block.width * 3), y * block.width * 3)
  }
  return part
}

describe('area averaging', () => {
  it.each([
    ['a whole ratio', { x: 8, y: 4, width: 160, height: 120 }, 40, 30],
    ['0.499 → 4 µm/px', { x: 0, y: 0, width: (20 * 4) / 0.499, height: (15 * 4) / 0.499 }, 20, 15],
    ['fractional places', { x: 3.37, y: 11.81, width: 77.7, height: 53.3 }, 19, 13],
    ['a ratio below two', { x: 0.5, y: 0.25, width: 100.1, height: 100.1 }, 77, 91],
    ['enlargement', { x: 10.3, y: 20.6, width: 9.5, height: 7.25 }, 38, 29],
    ['beyond every edge', { x: -20.4, y: -31.6, width: 260.9, height: 240.2 }, 37, 23],
    ['wholly outside', { x: 300, y: 10, width: 40, height: 40 }, 10, 10],
    ['one pixel of everything', { x: 0, y: 0, width, height }, 1, 1]
  ])('matches a box filter in 64-bit floats: %s', async (_, box, outWidth, outHeight) => {
    const result = await sampleBox(box, { width, height }, outWidth, outHeight, read)
    const truth = boxFilter({ pixels, width, height }, box, outWidth, outHeight)
    expect(result.length).toBe(outWidth * outHeight * 3)
    // Rounding to whole levels alone causes errors of up to 0.5, and of 0.25 on average.
    expect(Math.max(...truth.map((level, i) => Math.abs(level - result[i]!)))).toBeLessThanOrEqual(0.5001)
    expect(meanError(result, truth)).toBeLessThanOrEqual(0.5)
  })

  it('does not depend on the blocks in which the source arrives', () => {
    const across = { start: 1.7, step: 5.3, count: 31 }
    const down = { start: 2.9, step: 4.1, count: 37 }
    const whole = new AreaSampler(across, down)
    whole.add(pixels, 0, 0, width, height)
    const parts = new AreaSampler(across, down)
    for (let top = 0; top < height; top += 31) {
      const rows = Math.min(31, height - top)
      parts.add(pixels.subarray(top * width * 3, (top + rows) * width * 3), 0, top, width, rows)
    }
    expect(parts.result()).toEqual(whole.result())
  })

  it('passes pixels through unchanged at a scale of one', async () => {
    const box = { x: 5, y: 6, width: 30, height: 20 }
    const result = await sampleBox(box, { width, height }, 30, 20, read)
    expect(result).toEqual(await read({ left: 5, top: 6, width: 30, height: 20 }))
  })

  it('stops between blocks when aborted', async () => {
    const cancelled = AbortSignal.abort()
    const box = { x: 0, y: 0, width: 100, height: 100 }
    await expect(sampleBox(box, { width, height }, 10, 10, read, cancelled)).rejects.toThrow('aborted')
  })
})
