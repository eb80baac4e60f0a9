import { expect, test } from 'vitest'
import { placesOf } from '../../../../renderer/features/analysis/flagged-places.ts'

test('groups touching patches of one flag, the largest group first', () => {
  const grid = Uint8Array.from([
    ...[1, 0, 0, 0, 2],
    ...[0, 0, 0, 2, 0],
    ...[1, 0, 0, 0, 0],
    ...[1, 1, 0, 0, 1]
  ])
  expect(placesOf(grid, 5, 1)).toEqual([
    { col: 0, row: 2, cols: 2, rows: 2, patches: 3 },
    { col: 0, row: 0, cols: 1, rows: 1, patches: 1 },
    { col: 4, row: 3, cols: 1, rows: 1, patches: 1 }
  ])
  expect(placesOf(grid, 5, 2)).toEqual([{ col: 3, row: 0, cols: 2, rows: 2, patches: 2 }])
  expect(placesOf(grid, 5, 3)).toEqual([])
})
