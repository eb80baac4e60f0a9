import { expect, test } from 'vitest'
import { isCurrent } from '../../../scripts/generate/schemas.ts'

test('docs/schemas/report.schema.json matches the report; if not, run "node scripts/generate/schemas.ts"', () => {
  expect(isCurrent()).toBe(true)
})
