import { describe, expect, test } from 'vitest'
import { labelFor } from '../../../../renderer/features/review/decisions.ts'

describe('decisions', () => {
  test('a marked patch can be confirmed, false positive or unsure', () => {
    expect(labelFor({ marked: true }, 'confirm')).toBe('positive')
    expect(labelFor({ marked: true }, 'falsePositive')).toBe('negative')
    expect(labelFor({ marked: true }, 'falseNegative')).toBeUndefined()
    expect(labelFor({ marked: true }, 'unsure')).toBe('unsure')
  })

  test('an unmarked patch can be confirmed, false negative or unsure', () => {
    expect(labelFor({ marked: false }, 'confirm')).toBe('negative')
    expect(labelFor({ marked: false }, 'falsePositive')).toBeUndefined()
    expect(labelFor({ marked: false }, 'falseNegative')).toBe('positive')
  })
})
