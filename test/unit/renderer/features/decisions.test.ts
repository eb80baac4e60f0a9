import { expect, test } from 'vitest'
import { cellsToLabel, consequenceOf } from '../../../../renderer/features/review/decisions.ts'

test.each([
  [true, 'positive', 'confirmed'],
  [true, 'negative', 'falsePositive'],
  [true, 'unsure', 'unsure'],
  [false, 'positive', 'falseNegative'],
  [false, 'negative', 'confirmed'],
  [false, 'unsure', 'unsure']
] as const)('marked %s and labelled %s is %s', (marked, label, consequence) => {
  expect(consequenceOf(marked, label)).toBe(consequence)
})

test('a decision on a region keeps other labels of its patches', () => {
  expect(cellsToLabel([0, 2, 0, 1], 1)).toEqual({ take: [0, 2, 3], kept: 1 })
  expect(cellsToLabel([2, 3, 2], 1)).toEqual({ take: [], kept: 3 })
})

test('a decision on a region without labels, or with one for all, labels all patches', () => {
  expect(cellsToLabel([0, 0, 0], 1)).toEqual({ take: [0, 1, 2], kept: 0 })
  expect(cellsToLabel([2, 2], 1)).toEqual({ take: [0, 1], kept: 0 })
  expect(cellsToLabel([1], 2)).toEqual({ take: [0], kept: 0 })
})
