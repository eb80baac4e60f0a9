import { expect, test } from 'vitest'
import { isCurrent } from '../../../scripts/schemas.ts'

test('docs/schemas/report.schema.json matches the report; if not, run "node scripts/schemas.ts"', () => {
  expect(isCurrent()).toBe(true)
})
