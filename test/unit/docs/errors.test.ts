import { expect, test } from 'vitest'
import { isCurrent } from '../../../scripts/errors.ts'

test('docs/errors.md says what contract/errors.ts says: run “node scripts/errors.ts” where it does not', () => {
  expect(isCurrent()).toBe(true)
})
