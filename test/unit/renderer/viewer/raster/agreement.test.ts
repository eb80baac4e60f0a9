import { describe, expect, it } from 'vitest'
import {
  agreementCounts,
  agreementOf,
  outlineLines
} from '../../../../../renderer/viewer/raster/agreement.ts'

describe('agreement of the model', () => {
  it('needs both a probability and a truth', () => {
    const values = agreementOf(
      Float32Array.from([0.9, 0.9, 0.1, 0.1, Number.NaN, -1, 0.9]),
      Int8Array.from([1, 0, 1, 0, 1, 1, -1]),
      0.5
    )
    expect([...values]).toEqual([1, 2, 3, 0, Number.NaN, -1, Number.NaN])
    expect(agreementCounts(values)).toEqual({
      truePositive: 1,
      falsePositive: 1,
      falseNegative: 1,
      trueNegative: 1
    })
  })
})

describe('the outline of the ground truth', () => {
  it('draws a block as four lines, however many cells it has', () => {
    const truth = new Int8Array(5 * 4)
    for (const [col, row] of [
      [1, 1],
      [2, 1],
      [3, 1],
      [1, 2],
      [2, 2],
      [3, 2]
    ] as const)
      truth[row * 5 + col] = 1
    expect(outlineLines(truth, 5, 4)).toEqual([
      { col0: 1, row0: 1, col1: 4, row1: 1 },
      { col0: 1, row0: 3, col1: 4, row1: 3 },
      { col0: 1, row0: 1, col1: 1, row1: 3 },
      { col0: 4, row0: 1, col1: 4, row1: 3 }
    ])
  })

  it('closes at the edge of the grid and treats unknown cells as outside', () => {
    expect(outlineLines(Int8Array.from([1]), 1, 1)).toHaveLength(4)
    expect(outlineLines(Int8Array.from([1, -1]), 2, 1)).toHaveLength(4)
    expect(outlineLines(Int8Array.from([0, -1]), 2, 1)).toEqual([])
  })
})
