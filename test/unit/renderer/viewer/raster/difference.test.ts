import { describe, expect, it } from 'vitest'
import type { Grid } from '../../../../../contract/runs/run.ts'
import { differenceOf } from '../../../../../renderer/viewer/raster/difference.ts'

const grid = (rest: Partial<Grid>): Grid => ({
  cols: 2,
  rows: 2,
  originX: 0,
  originY: 0,
  stride: 50,
  patch: 50,
  ...rest
})
const none = Number.NaN

describe('the difference of two runs', () => {
  it('compares patches of the same grid one by one, keeping failures and gaps of both', () => {
    const one = { grid: grid({ cols: 5, rows: 1 }), values: Float32Array.from([1, 0.25, -1, none, 0.5]) }
    const other = { grid: grid({ cols: 5, rows: 1 }), values: Float32Array.from([0, 0.75, 0.5, 0.5, -1]) }
    const { raster, byPlace } = differenceOf(one, other)
    expect(byPlace).toBe(false)
    expect([...raster.values]).toEqual([1, 0.25, -1, none, -1])
  })

  it('compares patches of different grids with the cell over their centre', () => {
    const one = { grid: grid({}), values: Float32Array.from([0.5, 0.5, 0.5, 0.5]) }
    const coarse = { grid: grid({ cols: 1, rows: 1, stride: 80, patch: 80 }), values: Float32Array.from([0]) }
    const { raster, byPlace } = differenceOf(one, coarse)
    expect(byPlace).toBe(true)
    // Centres are at 25 and 75, so all four are in the single 80 × 80 cell.
    expect([...raster.values]).toEqual([0.75, 0.75, 0.75, 0.75])
    const far = { grid: grid({ cols: 1, rows: 1, stride: 60, patch: 60 }), values: Float32Array.from([0]) }
    expect([...differenceOf(one, far).raster.values]).toEqual([0.75, none, none, none])
  })
})
