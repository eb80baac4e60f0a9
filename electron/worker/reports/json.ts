import type { ReportedCorrection, ReportRecord } from './record.ts'

/**
 * Yields the facts of a report as one JSON document (docs/schemas/report.schema.json), with one
 * correction per line.
 */
export async function* jsonOf(
  record: ReportRecord,
  corrections: AsyncIterable<ReportedCorrection>
): AsyncGenerator<string> {
  const { regions, ...facts } = record
  yield `${JSON.stringify(facts, null, 2).slice(0, -2)},\n  "regions": [`
  yield* linesOf(regions)
  yield '],\n  "corrections": ['
  yield* linesOf(corrections)
  yield ']\n}\n'
}

async function* linesOf(values: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = '\n    '
  for await (const value of values) {
    yield separator + JSON.stringify(value)
    separator = ',\n    '
  }
  yield separator === '\n    ' ? '' : '\n  '
}
