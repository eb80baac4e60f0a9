import { describe, expect, it } from 'vitest'
import { countsAt, halve, Pyramid, paintProbabilities } from '../../../renderer/viewer/raster.ts'

const none = Number.NaN
const raster = (cols: number, values: number[]) => ({
  cols,
  rows: values.length / cols,
  values: Float32Array.from(values)
})

describe('halving', () => {
  it('keeps the highest probability of each block, also where the size is odd', () => {
    const half = halve(raster(3, [0.1, 0.9, 0.25, 0.2, 0.3, 0.125, 0.5, 0, 0.75]))
    expect([half.cols, half.rows]).toEqual([2, 2])
    expect([...half.values]).toEqual([...Float32Array.from([0.9, 0.25, 0.5, 0.75])])
  })

  it('lets a probability outrank a failure, and a failure outrank nothing', () => {
    const half = halve(raster(6, [none, -1, -1, 0, none, none, none, none, none, none, none, none]))
    expect([...half.values]).toEqual([-1, 0, none])
  })

  it('loses no marked patch on the way to a single cell', () => {
    const values = new Array(64 * 48).fill(0.01)
    values[47 * 64 + 63] = 0.99
    const pyramid = new Pyramid(raster(64, values))
    for (let depth = 0; depth <= 6; depth++)
      expect(Math.max(...pyramid.level(depth).values)).toBeCloseTo(0.99, 6)
    expect(pyramid.level(20)).toMatchObject({ cols: 1, rows: 1 })
  })

  it('pools until a cell fills a pixel', () => {
    expect([8, 1, 0.99, 0.5, 0.26, 0.25, 0.1].map(Pyramid.depthFor)).toEqual([0, 0, 1, 1, 2, 2, 4])
  })
})

describe('counting', () => {
  it('counts a probability at the threshold as marked, and neither failures nor background as analysed', () => {
    const values = Float32Array.from([0.5, 0.4999, 0, 1, -1, none, none])
    expect(countsAt(values, 0.5)).toEqual({ analysed: 4, positive: 2, failed: 1 })
    expect(countsAt(values, 0)).toEqual({ analysed: 4, positive: 4, failed: 1 })
  })
})

describe('painting', () => {
  const table = Uint32Array.from({ length: 256 }, (_, step) => ((255 << 24) | step) >>> 0)
  const paint = (below: 'hide' | 'faint' | 'show') => {
    const pixels = new Uint32Array(5).fill(7)
    const values = Float32Array.from([0, 0.3, 1, -1, none])
    paintProbabilities(values, pixels, { table, threshold: 0.5, below, failed: 0xff00ff00 })
    return [...pixels].map(word => ({ alpha: word >>> 24, step: word & 255 }))
  }

  it('hides, dims or shows what is below the threshold', () => {
    expect(paint('hide')[1]?.alpha).toBe(0)
    expect(paint('faint')[1]).toEqual({ alpha: 0x48, step: 77 })
    expect(paint('show')[1]).toEqual({ alpha: 255, step: 77 })
  })

  it('shows marked patches, failures and background alike, whatever is done below the threshold', () => {
    for (const below of ['hide', 'faint', 'show'] as const) {
      const pixels = paint(below)
      expect(pixels[2]).toEqual({ alpha: 255, step: 255 })
      expect(pixels[3]).toEqual({ alpha: 255, step: 0 })
      expect(pixels[4]).toEqual({ alpha: 0, step: 0 })
    }
  })
})
