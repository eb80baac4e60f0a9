import { cell, overrulingsIn } from '../../../results/csv.ts'
import { squareOf } from '../../../results/places.ts'
import { classesOf, missing, type Source } from '../../../results/source.ts'
import type { FileFormat } from './format.ts'

/**
 * Yields WSInfer's table: one line per patch in level-0 pixels, one probability per class. A run
 * with slide calibration has an extra column with the network's own probabilities. An incomplete
 * run has an extra column that says so in every line, because the layout has no other place for it;
 * if it has no patch, one line without a patch says so. A slide that was refused and opened anyway
 * has an extra column that names who overruled the refusal, and when.
 * @param plain only WSInfer's own columns, if another file holds the rest
 */
export function* tableOf(source: Source, plain = false): Generator<string> {
  const { run, slide, model, predictions } = source
  const [negative, positive] = classesOf(model)
  const lacks = plain ? null : missing(source)
  const own = !plain && run.wholeSlide !== null
  const header = ['minx', 'miny', 'width', 'height', cell(`prob_${negative}`), cell(`prob_${positive}`)]
  if (own) header.push(cell(`network_${positive}`))
  if (lacks) header.push('missing')
  const overruled = plain ? null : overrulingsIn(slide.overruled)
  if (overruled) header.push('overruled')
  const last = [lacks, overruled].map(text => (text ? `,${cell(text)}` : '')).join('')
  yield `${header.join(',')}\n`
  const { patch } = run.grid
  let empty = true
  for (const { row, col, probability, network } of predictions) {
    const { left, top } = squareOf(run.grid, row, col)
    empty = false
    const said = own ? `,${network ?? probability}` : ''
    yield `${left},${top},${patch},${patch},${1 - probability},${probability}${said}${last}\n`
  }
  if (empty && last) yield `${','.repeat(own ? 6 : 5)}${last}\n`
}

export const csv: FileFormat = {
  name: 'csv',
  label: 'CSV: one row per patch',
  withoutSlide: true,
  pieces: source => tableOf(source)
}
