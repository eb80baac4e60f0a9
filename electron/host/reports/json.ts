import type { ReportedCorrection, ReportRecord } from './record.ts'

/**
 * Yields the facts of a report as one JSON document (docs/schemas/report.schema.json), with one
 * correction per line.
 */
export function* jsonOf(record: ReportRecord, corrections: Iterable<ReportedCorrection>): Generator<string> {
  const { regions, ...facts } = record
  yield `${JSON.stringify(facts, null, 2).slice(0, -2)},\n  "regions": [`
  yield* linesOf(regions)
  yield '],\n  "corrections": ['
  yield* linesOf(corrections)
  yield ']\n}\n'
}

function* linesOf(values: Iterable<unknown>): Generator<string> {
  let separator = '\n    '
  for (const value of values) {
    yield separator + JSON.stringify(value)
    separator = ',\n    '
  }
  yield separator === '\n    ' ? '' : '\n  '
}
