import { cell } from '../results/csv.ts'
import type { ReportedRegion, ReportRecord } from './record.ts'

type Value = string | number | boolean | null

const columns: Record<string, (region: ReportedRegion, record: ReportRecord) => Value> = {
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
  note: ({ note }) => note,
  slide: (_, { slide }) => slide.name,
  fingerprint: (_, { slide }) => slide.fingerprint,
  um_per_pixel: (_, { slide }) => slide.mpp,
  run: (_, { run }) => run.id,
  model: (_, { model }) => `${model.name} ${model.version}`,
  threshold: (_, { review }) => review.threshold,
  review: (_, { review }) => review.state,
  signed_by: (_, { review, signatures }) =>
    review.state === 'signed' ? (signatures.at(-1)?.reviewer.name ?? null) : null,
  made_at: (_, { madeAt }) => madeAt.utc,
  missing: (_, { missing }) => missing,
  notice: (_, { notice }) => notice
}

/** Yields a table with one line per region; each line names its slide, run and review. */
export function* csvOf(record: ReportRecord): Generator<string> {
  yield `${Object.keys(columns).join(',')}\r\n`
  for (const region of record.regions)
    yield `${Object.values(columns)
      .map(column => written(column(region, record)))
      .join(',')}\r\n`
}

function written(value: Value): string {
  if (value === null) return ''
  // A spreadsheet would run such a text as a formula.
  if (typeof value === 'string') return cell(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value)
  return String(value)
}
