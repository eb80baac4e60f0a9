import { leakOf } from '../../../contract/models/leak.ts'
import type { Region } from '../../../contract/review/region.ts'
import { isNothing } from '../../../contract/runs/outcome.ts'
import { qualityFlags } from '../../../contract/runs/quality.ts'
import { squareOf } from '../../../results/places.ts'
import { notice, slideFacts } from '../../../results/provenance.ts'
import { classesOf, missing } from '../../../results/source.ts'
import type { ReportedCorrection, ReportedRegion, ReportRecord } from './record.ts'
import type { ReportSource } from './source.ts'
import { grouped, wallClock } from './words.ts'

export const areaNotice =
  'Neither the marked area nor the area of a region is a tumour size. Both depend on the threshold, the patch grid and how the slide was cut.'

/** Collects the facts of a report. */
export function recordOf(source: ReportSource): ReportRecord {
  const { run, slide, model, installed, tiles, review, version, madeAt } = source
  const { labels, falsePositive, falseNegative } = review
  const cell = (run.grid.stride * run.mpp) / 1000
  return {
    format: 'ductal-report',
    formatVersion: 1,
    notice,
    areaNotice,
    software: { name: 'Ductal', version },
    madeAt: { utc: madeAt.toISOString(), local: wallClock(madeAt) },
    missing: missing(source),
    frame: { unit: 'level-0 pixel', origin: 'top left of the full slide image' },
    slide: { ...slideFacts(slide, run), present: !slide.missing },
    model: {
      ...model,
      title: installed?.title ?? model.name,
      parameters: installed?.parameters ?? null,
      threshold: installed?.threshold ?? null,
      card: installed?.card ?? null,
      leak: installed && leakOf(installed.seen, slide)
    },
    run: {
      id: run.id,
      status: run.status,
      outcome: run.outcome,
      engine: run.engine,
      device: run.device,
      reader: run.reader,
      profile: run.profile,
      remarks: run.remarks,
      parameters: run.parameters,
      calibration: run.calibration,
      wholeSlide: run.wholeSlide,
      quality: run.quality,
      strideUm: run.strideUm,
      tiles: run.tiles,
      failedTiles: tiles.filter(({ state }) => state === 'failed').map(({ state: _, ...tile }) => tile),
      planned: run.planned,
      tissue: run.tissue,
      patches: run.patches,
      grid: run.grid,
      seconds: run.seconds.total,
      createdAt: run.createdAt
    },
    review: reviewOf(review),
    counts: {
      truePositive: labels.positive - falseNegative,
      falsePositive,
      falseNegative,
      trueNegative: labels.negative - falsePositive,
      unsure: labels.unsure,
      unlabelled: run.patches - labels.positive - labels.negative - labels.unsure
    },
    marked: isNothing(run.outcome)
      ? null
      : { patches: review.progress.total, areaMm2: review.progress.total * cell * cell },
    flagged: flaggedOf(source),
    regions: regionsOf(source),
    comments: source.comments
      .filter(({ regionId }) => regionId === null)
      .map(({ text, patch, reviewer, createdAt }) => ({
        text,
        patch,
        reviewer: reviewer.name,
        utc: createdAt
      })),
    signatures: source.signatures
  }
}

/** Counts all flags in one pass over the cells. */
function flaggedOf({ flags, grid, review }: ReportSource): ReportRecord['flagged'] {
  const found = qualityFlags.map(flag => ({ flag, patches: 0, marked: 0 }))
  flags?.forEach((flag, cell) => {
    const counted = found[flag - 1]
    if (!counted) return
    counted.patches++
    if (grid[cell]! >= review.threshold) counted.marked++
  })
  return found.filter(({ patches }) => patches > 0)
}

const reviewOf = ({
  runId: _run,
  slideId: _slide,
  undo: _undo,
  redo: _redo,
  signature: _signature,
  regions: _regions,
  comments: _comments,
  ...review
}: ReportSource['review']): ReportRecord['review'] => review

function regionsOf(source: ReportSource): ReportedRegion[] {
  const classes = new Map(source.classes.map(({ id, name, color }) => [id, { name, color }]))
  const comments = grouped(source.comments, ({ regionId }) => regionId)
  return source.regions.map((region, index) => {
    const { runId: _, classId, ...facts } = region
    const itsClass = classes.get(classId) ?? { name: '', color: '#808080' }
    return {
      ...facts,
      number: index + 1,
      class: itsClass,
      ...judgementOf(source, region, itsClass.name),
      comments: (comments.get(region.id) ?? []).map(({ text, reviewer, createdAt }) => ({
        text,
        reviewer: reviewer.name,
        utc: createdAt
      }))
    }
  })
}

function judgementOf(
  source: ReportSource,
  region: Region,
  className: string
): Pick<ReportedRegion, 'measures' | 'modelClass' | 'agrees' | 'flagged' | 'peak'> {
  const { model } = source
  const measures = source.measure(region)
  const [negative, positive] = classesOf(model)
  const marked = measures.patches > 0 ? measures.positive >= measures.patches / 2 : null
  return {
    measures,
    modelClass: marked === null ? null : marked ? positive : negative,
    agrees: marked === null ? null : marked === isPositive(className, positive),
    flagged: source.flagged(region),
    peak: source.peak(region)
  }
}

/**
 * Whether a reviewer's class means the model's positive class: “IDC” equals “IDC positive”. Any
 * other class means negative.
 */
export const isPositive = (className: string, positive: string): boolean =>
  className.toLowerCase() === positive.toLowerCase().replace(/ positive$/, '')

/** Yields the patches whose label contradicts the model or is unsure, each with its position. */
export async function* correctionsOf(source: ReportSource): AsyncGenerator<ReportedCorrection> {
  const { run, model, review } = source
  const [negative, positive] = classesOf(model)
  for await (const { reviewer, ...correction } of source.corrections) {
    const { left, top } = squareOf(run.grid, correction.row, correction.col)
    const modelClass = correction.probability >= review.threshold ? positive : negative
    yield { ...correction, x: left, y: top, modelClass, reviewer: reviewer.name }
  }
}
