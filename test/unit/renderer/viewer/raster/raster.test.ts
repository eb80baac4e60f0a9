import { describe, expect, it } from 'vitest'
import { countsAt, halve, Pyramid, paintProbabilities } from '../../../../../renderer/viewer/raster/raster.ts'

const none = Number.NaN
const raster = (cols: number, values: number[]) => ({
  cols,
  rows: values.length / cols,
  values: Float32Array.from(values)
})

describe('halving', () => {
  it('keeps the highest probability of each block, also at odd sizes', () => {
    const half = halve(raster(3, [0.1, 0.9, 0.25, 0.2, 0.3, 0.125, 0.5, 0, 0.75]))
    expect([half.cols, half.rows]).toEqual([2, 2])
    expect([...half.values]).toEqual([...Float32Array.from([0.9, 0.25, 0.5, 0.75])])
  })

  it('keeps a failure next to values as −1 − value, and lets it override nothing', () => {
    const half = halve(raster(6, [none, -1, -1, 0.25, none, none, none, none, none, 0.5, none, none]))
    expect([...half.values]).toEqual([-1, -1.5, none])
    const twice = halve(half)
    expect([...twice.values]).toEqual([-1.5, none])
  })

  it('averages the existing values, independently of the intermediate levels', () => {
    const pyramid = new Pyramid(raster(4, [1, 1, 0, none, 1, 1, none, none]), 'mean')
    expect([...pyramid.level(1).values]).toEqual([1, 0])
    expect(pyramid.level(2).values[0]).toBeCloseTo(0.8, 6)
    expect(pyramid.pooledBy('mean')).toBe(pyramid)
    expect(pyramid.pooledBy('maximum').level(2).values[0]).toBe(1)
  })

  it('keeps the value of a difference that is farthest from the middle', () => {
    expect(halve(raster(2, [0.5, 0.75, 0.125, 0.625]), 'extreme').values[0]).toBe(0.125)
  })

  it('keeps every marked patch down to a single cell', () => {
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
  it('counts a probability at the threshold as marked; failures and background are not analysed', () => {
    const values = Float32Array.from([0.5, 0.4999, 0, 1, -1, none, none])
    expect(countsAt(values, 0.5)).toEqual({ analysed: 4, positive: 2, failed: 1 })
    expect(countsAt(values, 0)).toEqual({ analysed: 4, positive: 4, failed: 1 })
  })
})

describe('painting', () => {
  const above = Uint32Array.from({ length: 256 }, (_, step) => ((255 << 24) | step) >>> 0)
  const below = Uint32Array.from({ length: 256 }, (_, step) => ((9 << 24) | step) >>> 0)
  const failed = 0xff00ff00
  const paint = (values: number[], threshold = 0.5) => {
    const pixels = new Uint32Array(values.length).fill(7)
    paintProbabilities(Float32Array.from(values), pixels, { below, above, threshold, failed })
    return [...pixels]
  }
  const parts = (word = 0) => ({ alpha: word >>> 24, step: word & 255 })

  it('uses one table below the threshold and the other from the threshold on', () => {
    expect(paint([0.3, 0.5, 1]).map(parts)).toEqual([
      { alpha: 9, step: 77 },
      { alpha: 255, step: 128 },
      { alpha: 255, step: 255 }
    ])
  })

  it('leaves cells without a value clear, and shows a failure unless the cell also has a mark', () => {
    expect(paint([none, -1, -1.25])).toEqual([0, failed, failed])
    expect(paint([-1.75]).map(parts)).toEqual([{ alpha: 255, step: 191 }])
  })
})
