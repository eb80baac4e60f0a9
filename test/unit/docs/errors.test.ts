import { expect, test } from 'vitest'
import { isCurrent } from '../../../scripts/errors.ts'

test('docs/errors.md matches contract/errors.ts; if not, run "node scripts/errors.ts"', () => {
  expect(isCurrent()).toBe(true)
})
