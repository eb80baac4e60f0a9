import { expect, test } from 'vitest'
import { isCurrent } from '../../../scripts/generate/errors.ts'

test('docs/errors.md matches contract/errors.ts; if not, run "node scripts/generate/errors.ts"', () => {
  expect(isCurrent()).toBe(true)
})
