/**
 * `node scripts/generate/schemas.ts`: writes docs/schemas/report.schema.json from the report's
 * type.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ReportRecord } from '../../electron/worker/reports/record.ts'

const file = join(import.meta.dirname, '../..', 'docs', 'schemas', 'report.schema.json')

/** Returns the contents of the schema file (JSON Schema, 2020-12). */
export function reportSchema(): string {
  const schema = {
    title: 'Region report of Ductal',
    description:
      'Every fact of a region report. Places are level-0 pixels from the top left of the full slide image. docs/export-formats.md says more.',
    ...z.toJSONSchema(ReportRecord)
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}

export const isCurrent = (): boolean =>
  JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))) === JSON.stringify(JSON.parse(reportSchema()))

if (process.argv[1] === import.meta.filename) writeFileSync(file, reportSchema())
