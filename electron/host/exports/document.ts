import { qualityFlags } from '../../../contract/runs/quality.ts'
import { provenance } from '../../../results/provenance.ts'
import type { Source } from '../../../results/source.ts'
import type { FileFormat } from './format.ts'

/**
 * Yields the self-describing JSON document (docs/schemas/run.schema.json), with one prediction per
 * line.
 */
function* documentOf(source: Source): Generator<string> {
  const head = JSON.stringify(provenance(source), null, 2)
  yield `${head.slice(0, -2)},\n  "predictions": [`
  let separator = '\n    '
  for (const { row, col, probability, network, flag } of source.predictions) {
    const own = network === null ? '' : `,"network":${network}`
    const named = flag ? `,"flag":"${qualityFlags[flag - 1]}"` : ''
    yield `${separator}{"row":${row},"col":${col},"probability":${probability}${own}${named}}`
    separator = ',\n    '
  }
  yield '\n  ]\n}\n'
}

export const json: FileFormat = {
  name: 'json',
  label: 'JSON: full record with every patch',
  pieces: documentOf
}
