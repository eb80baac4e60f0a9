import {
  incompleteOf,
  isNothing,
  leftOutOf,
  outcomeTitles,
  outcomeWarning
} from '../../../contract/runs/outcome.ts'
import { qualityFlagTitles, warningsOf } from '../../../contract/runs/quality.ts'
import { overrulingSentence } from '../../../contract/slides/overruling.ts'
import type { ReportRecord } from './record.ts'
import { overviewFigure } from './sections/figures.ts'
import { regionBlock, regionTable } from './sections/regions.ts'
import { acknowledgement, correctionBlocks, signatureBlocks } from './sections/review.ts'
import { modelBlocks, runBlocks, slideBlocks, softwareBlocks, thresholdOf } from './sections/technical.ts'
import type { Pictures } from './source.ts'
import type { Block, Heading, Tree } from './tree.ts'
import { areaOf, count, grouped, listed, lowered, none, share, utc } from './words.ts'

/** Arranges the facts as a document, most important first. */
export function treeOf(record: ReportRecord, pictures: Pictures): Tree {
  const { slide, run, review } = record
  const holding = review.state === 'signed' ? record.signatures.at(-1) : undefined
  return {
    title: 'Region report',
    subject: slide.name,
    author: holding?.reviewer.name ?? '',
    madeAt: new Date(record.madeAt.utc),
    running: {
      left: `Region report · ${slide.name}`,
      right: `Analysis ${run.id} · ${record.madeAt.utc.slice(0, 10)}`
    },
    notice: 'Research use only. Not for diagnosis. The marked area is not a tumour size.',
    blocks: { [Symbol.iterator]: () => blocksOf(record, pictures) }
  }
}

function* blocksOf(record: ReportRecord, pictures: Pictures): Generator<Block> {
  yield* standing(record)
  yield section('Summary', 'summary')
  yield summary(record)
  yield* overview(record)
  yield section('Regions', 'regions')
  yield* regionTable(record)
  yield* said(record, pictures)
  yield* regionBlocks(record, pictures)
  yield section('Corrections', 'corrections')
  yield* correctionBlocks(record)
  yield section('Signature', 'signature')
  yield* signatureBlocks(record)
  yield section('Slide', 'slide')
  yield* slideBlocks(record)
  yield section('Model', 'model')
  yield* modelBlocks(record)
  yield section('Analysis', 'run')
  yield* runBlocks(record)
  yield section('About this report', 'about')
  yield* softwareBlocks(record)
}

const section = (text: string, id: string): Heading => ({ kind: 'heading', level: 1, text, id })

/** States first whether the report is signed, and what it lacks. */
function standing(record: ReportRecord): Block[] {
  const { review, signatures, missing, slide } = record
  const last = signatures.at(-1)
  const blocks: Block[] = [
    review.state === 'signed' && last
      ? {
          kind: 'callout',
          tone: 'good',
          title: `Signed by ${last.reviewer.name}, ${utc(last.utc)}`,
          lines: [last.meaning, ...acknowledgement(last)]
        }
      : {
          kind: 'callout',
          tone: 'warning',
          title: last ? 'Reopened, not signed again' : 'Not signed',
          lines: [
            last?.reopened
              ? `Signed by ${last.reviewer.name} on ${utc(last.utc)}; reopened by ${last.reopened.reviewer.name}: ${last.reopened.reason}`
              : 'Preliminary report: its content may still change.'
          ]
        }
  ]
  const lacks = incompleteOf(record.run)
  if (lacks)
    blocks.unshift({
      kind: 'callout',
      tone: 'warning',
      title: isNothing(lacks) ? `Nothing analysed: ${lowered(outcomeTitles[lacks])}` : outcomeTitles[lacks],
      lines: [outcomeWarning(record.run) ?? '']
    })
  const lacking = [
    ...(missing ? [`Incomplete result: ${missing}.`] : []),
    ...(slide.present
      ? []
      : [`The slide file was missing or had changed, so this report has no pictures of the slide.`])
  ]
  if (lacking.length > 0)
    blocks.push({ kind: 'callout', tone: 'warning', title: 'This report is incomplete', lines: lacking })
  if (slide.overruled.length > 0)
    blocks.push({
      kind: 'callout',
      tone: 'warning',
      title: 'A refusal of this slide was overruled',
      lines: slide.overruled.map(overruled => overrulingSentence(overruled, utc(overruled.at)))
    })
  const warnings = record.run.quality ? warningsOf(record.run.quality) : []
  if (warnings.length > 0)
    blocks.push({
      kind: 'callout',
      tone: 'warning',
      title: 'Patches flagged by the quality check',
      lines: warnings
    })
  return blocks
}

function summary(record: ReportRecord): Block {
  const { slide, model, run, marked, regions, counts, review } = record
  const byClass = [...grouped(regions, region => region.class.name)].map(
    ([name, found]) => `${count(found.length)} ${name}`
  )
  const looked = run.patches - counts.unlabelled
  return {
    kind: 'facts',
    facts: [
      { name: 'Slide', value: `${slide.name}${slide.synthetic ? ' (synthetic: not patient tissue)' : ''}` },
      { name: 'Fingerprint', value: `${slide.fingerprint.slice(0, 23)}…`, exact: true },
      { name: 'Model', value: `${model.title} ${model.version}` },
      { name: 'Threshold', value: thresholdOf(record) },
      {
        name: 'Marked by the model',
        value:
          marked === null
            ? `${none}: nothing was analysed`
            : `${count(marked.patches)} of ${count(run.patches)} patches (${share(marked.patches, run.patches)}), ${areaOf(marked.areaMm2)}; not a tumour size`
      },
      { name: 'Tissue without a result', value: leftOutOf(run.tissue) ?? leftOutUnknown(run) },
      {
        name: 'Labelled by the reviewer',
        value:
          looked === 0
            ? 'no patches yet'
            : `${count(looked)} ${looked === 1 ? 'patch' : 'patches'}: ${counts.truePositive} confirmed positive, ${counts.trueNegative} confirmed negative, ${counts.falsePositive} false positive, ${counts.falseNegative} false negative, ${counts.unsure} unsure`
      },
      {
        name: 'Regions',
        value: regions.length === 0 ? 'none' : `${count(regions.length)}: ${listed(byClass)}`
      },
      {
        name: 'Marked patches reviewed',
        value:
          marked === null ? none : `${count(review.progress.reviewed)} of ${count(review.progress.total)}`
      }
    ]
  }
}

/** No tissue was left out, as far as tissue was measured. */
const leftOutUnknown = ({ tissue, parameters }: ReportRecord['run']): string =>
  tissue.sparseMm2 === null && parameters.tissueThreshold !== null
    ? 'not measured in this analysis'
    : 'none found'

function overview(record: ReportRecord): Block[] {
  const heat = overviewFigure(record, true)
  const plain = overviewFigure(record, false)
  return [
    {
      kind: 'together',
      blocks: [section('Overview', 'overview'), { kind: 'figures', figures: [heat] }]
    },
    ...flaggedBlocks(record),
    ...(record.slide.present ? [{ kind: 'figures' as const, figures: [plain] }] : [])
  ]
}

/** Lists quality flags, and how many flagged patches the model marked. */
function flaggedBlocks({ flagged, run }: ReportRecord): Block[] {
  if (flagged.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'Patches flagged by the quality check',
      columns: [
        { title: 'Quality flag', width: 34 },
        { title: 'Patches', width: 16, right: true },
        { title: 'Share of patches', width: 20, right: true },
        { title: 'Marked by the model', width: 24, right: true }
      ],
      rows: flagged.map(({ flag, patches, marked }) => [
        { text: qualityFlagTitles[flag], strong: true },
        { text: count(patches) },
        { text: share(patches, run.patches) },
        { text: count(marked) }
      ])
    }
  ]
}

/** States which images were left out. */
function said({ regions, slide }: ReportRecord, { most }: Pictures): Block[] {
  if (!slide.present || most === null || most >= regions.length) return []
  const text =
    most === 0
      ? 'Pictures of the regions were omitted on request.'
      : `On request, the report has pictures of the ${most} largest of ${regions.length} regions only.`
  return [{ kind: 'text', tone: 'plain', text }]
}

function* regionBlocks(record: ReportRecord, { most }: Pictures): Generator<Block> {
  const { regions, slide } = record
  const size = (index: number) => {
    const { bounds, measures } = regions[index]!
    return measures.areaMm2 ?? ((bounds.maxX - bounds.minX) * (bounds.maxY - bounds.minY)) / 1e12
  }
  const largest = regions.map((_, index) => index).sort((a, b) => size(b) - size(a))
  const pictured = new Set(slide.present ? largest.slice(0, most ?? undefined) : [])
  for (const [index, region] of regions.entries()) yield regionBlock(record, region, pictured.has(index))
}
