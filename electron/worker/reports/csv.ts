import { cell, overrulingsIn } from '../../../results/csv.ts'
import type { ReportedRegion, ReportRecord } from './record.ts'

type Value = string | number | boolean | null

const ofRegion: Record<string, (region: ReportedRegion) => Value> = {
  region: ({ number }) => number,
  id: ({ id }) => id,
  class: region => region.class.name,
  name: ({ name }) => name,
  kind: ({ kind }) => kind,
  origin: ({ origin }) => origin,
  locked: ({ locked }) => locked,
  area_mm2: ({ measures }) => measures.areaMm2,
  perimeter_mm: ({ measures }) => measures.perimeterMm,
  largest_diameter_mm: ({ measures }) => measures.largestDiameterMm,
  length_mm: ({ measures }) => measures.lengthMm,
  patches: ({ measures }) => measures.patches,
  patches_marked: ({ measures }) => measures.positive,
  patches_flagged: ({ flagged }) => flagged,
  mean_probability: ({ measures }) => measures.meanProbability,
  max_probability: ({ measures }) => measures.maxProbability,
  model_class: ({ modelClass }) => modelClass,
  agrees: ({ agrees }) => agrees,
  min_x: ({ bounds }) => bounds.minX,
  min_y: ({ bounds }) => bounds.minY,
  max_x: ({ bounds }) => bounds.maxX,
  max_y: ({ bounds }) => bounds.maxY,
  note: ({ note }) => note
}

const ofReport: Record<string, (record: ReportRecord) => Value> = {
  slide: ({ slide }) => slide.name,
  fingerprint: ({ slide }) => slide.fingerprint,
  um_per_pixel: ({ slide }) => slide.mpp,
  run: ({ run }) => run.id,
  model: ({ model }) => `${model.name} ${model.version}`,
  threshold: ({ review }) => review.threshold,
  review: ({ review }) => review.state,
  signed_by: ({ review, signatures }) =>
    review.state === 'signed' ? (signatures.at(-1)?.reviewer.name ?? null) : null,
  made_at: ({ madeAt }) => madeAt.utc,
  tissue_mm2: ({ run }) => run.tissue.foundMm2,
  tissue_sparse_mm2: ({ run }) => run.tissue.sparseMm2,
  tissue_unreadable_mm2: ({ run }) => run.tissue.unreadableMm2,
  missing: ({ missing }) => missing,
  overruled: ({ slide }) => overrulingsIn(slide.overruled),
  notice: ({ notice }) => notice
}

/**
 * Yields a table with one line per region; each line names its slide, run and review. If the result
 * is incomplete or a refusal was overruled, and there is no region, one line without a region says
 * so.
 */
export function* csvOf(record: ReportRecord): Generator<string> {
  yield `${[...Object.keys(ofRegion), ...Object.keys(ofReport)].join(',')}\r\n`
  const report = Object.values(ofReport).map(column => written(column(record)))
  for (const region of record.regions)
    yield `${[...Object.values(ofRegion).map(column => written(column(region))), ...report].join(',')}\r\n`
  if (record.regions.length === 0 && (record.missing !== null || record.slide.overruled.length > 0))
    yield `${[...Object.keys(ofRegion).map(() => ''), ...report].join(',')}\r\n`
}

function written(value: Value): string {
  if (value === null) return ''
  return typeof value === 'string' ? cell(value) : String(value)
}
