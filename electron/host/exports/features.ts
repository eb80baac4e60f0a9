import { createHash } from 'node:crypto'
import { gzip } from '../../../files/gzip.ts'
import { ringOf } from '../../../results/places.ts'
import { provenance } from '../../../results/provenance.ts'
import { classesOf, type Source } from '../../../results/source.ts'
import type { FileFormat } from './format.ts'

const colors = { negative: [58, 117, 175], positive: [230, 97, 1] } as const

/**
 * Yields a FeatureCollection for QuPath: one locked tile per patch, closed rings, colours inside
 * the classification, level-0 pixels. The run's provenance is a separate member, `ductal`, which
 * GeoJSON readers ignore (RFC 7946, 6.1).
 */
function* featuresOf(source: Source): Generator<string> {
  const { run, model, predictions } = source
  const [negative, positive] = classesOf(model)
  const identify = identifierOf(source)
  const classifications = {
    negative: JSON.stringify({ name: negative, color: colors.negative }),
    positive: JSON.stringify({ name: positive, color: colors.positive })
  }
  const [negativeName, positiveName] = [
    JSON.stringify(`prob_${negative}`),
    JSON.stringify(`prob_${positive}`)
  ]
  yield `{"type":"FeatureCollection","ductal":${JSON.stringify(provenance(source))},"features":[`
  let separator = '\n'
  for (const { row, col, probability } of predictions) {
    const ring = ringOf(run.grid, row, col)
    const side = probability >= run.parameters.threshold ? 'positive' : 'negative'
    yield `${separator}{"type":"Feature","id":"${identify(row, col)}","geometry":{"type":"Polygon","coordinates":[${ring}]},` +
      `"properties":{"objectType":"tile","isLocked":true,"classification":${classifications[side]},` +
      `"measurements":{${negativeName}:${1 - probability},${positiveName}:${probability}}}}`
    separator = ',\n'
  }
  yield '\n]}\n'
}

/**
 * Creates identifiers that stay the same across exports: UUIDs of version 8 (RFC 9562) from the run
 * and the cell.
 */
export function identifierOf({
  run,
  slide
}: Pick<Source, 'run' | 'slide'>): (row: number, col: number) => string {
  const seed = `${slide.fingerprint} ${run.id} ${run.createdAt}`
  const hash = createHash('sha256').update(seed).digest('hex')
  const start = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(12, 15)}-a${hash.slice(15, 18)}-`
  const number = (value: number) => value.toString(16).padStart(6, '0')
  return (row, col) => start + number(row) + number(col)
}

export const geojson: FileFormat = {
  name: 'geojson',
  label: 'GeoJSON: every patch as a tile, for QuPath',
  pieces: featuresOf
}

export const geojsonGz: FileFormat = {
  name: 'geojson.gz',
  label: 'GeoJSON, compressed: a tenth of the size, for QuPath',
  pieces: source => gzip(featuresOf(source))
}
