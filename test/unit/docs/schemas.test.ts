import { expect, test } from 'vitest'
import { isCurrent } from '../../../scripts/schemas.ts'

test('docs/schemas/report.schema.json says what a report is: run “node scripts/schemas.ts” where it does not', () => {
  expect(isCurrent()).toBe(true)
})
