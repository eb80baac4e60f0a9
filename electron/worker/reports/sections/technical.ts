import { leakSentence } from '../../../../contract/models/leak.ts'
import { isNothing } from '../../../../contract/runs/outcome.ts'
import { warningsOf } from '../../../../contract/runs/quality.ts'
import { overrulingSentence } from '../../../../contract/slides/overruling.ts'
import { profileWords } from '../../../../contract/slides/profile.ts'
import { calibrationWords } from '../../../../results/calibration.ts'
import { classesOf } from '../../../../results/source.ts'
import type { ReportRecord } from '../record.ts'
import type { Block, Fact } from '../tree.ts'
import { count, local, none, number, utc } from '../words.ts'

const mppSources = {
  file: 'stated by the file',
  user: 'entered by a user',
  layout: 'from the patch folder'
} as const

export const mppOf = ({ slide }: ReportRecord): string =>
  `${Number(slide.mpp.toPrecision(6))} µm per pixel, ${mppSources[slide.mppSource]}`

const thresholdSources = {
  model: 'model default',
  screening: 'for screening, stated by the model',
  user: 'set by a user for this analysis'
} as const

export function thresholdOf({ run, review }: ReportRecord): string {
  const own = thresholdSources[run.parameters.thresholdSource]
  return review.thresholdBy === null
    ? `${review.threshold}, ${own}`
    : `${review.threshold}, set in the review by ${review.thresholdBy} (the analysis used ${run.parameters.threshold}, ${own})`
}

export function slideBlocks(record: ReportRecord): Block[] {
  const { slide } = record
  const mm = (pixels: number) => number((pixels * slide.mpp) / 1000)
  return [
    {
      kind: 'facts',
      facts: [
        { name: 'File', value: slide.name },
        { name: 'Format', value: slide.vendor },
        { name: 'Fingerprint', value: slide.fingerprint, exact: true },
        {
          name: 'Size',
          value: `${count(slide.width)} × ${count(slide.height)} pixels, ${mm(slide.width)} × ${mm(slide.height)} mm`
        },
        { name: 'Resolution', value: mppOf(record) },
        {
          name: 'Coordinates',
          value:
            'level-0 pixels from the top left of the full slide image, y downwards; mm are pixels × resolution'
        },
        ...(slide.synthetic
          ? [{ name: 'Origin', value: 'synthetic: drawn by Ductal, not patient tissue' }]
          : []),
        ...slide.overruled.map(overruled => ({
          name: 'Refusal overruled',
          value: overrulingSentence(overruled, utc(overruled.at))
        })),
        ...(slide.present ? [] : [{ name: 'State', value: 'file missing when this report was made' }])
      ]
    }
  ]
}

export function modelBlocks(record: ReportRecord): Block[] {
  const { model } = record
  const limits = limitsOf(model.card)
  return [
    {
      kind: 'facts',
      facts: [
        { name: 'Model', value: `${model.title} (${model.name} ${model.version})` },
        { name: 'Architecture', value: model.architecture },
        { name: 'Parameters', value: model.parameters === null ? none : count(model.parameters) },
        { name: 'Model (SHA-256)', value: model.sha256, exact: true },
        { name: 'Classes', value: classesOf(model).join(', ') },
        {
          name: 'Input',
          value: `patches of ${model.patch} × ${model.patch} pixels at ${model.mpp} µm per pixel (${model.patch * model.mpp} × ${model.patch * model.mpp} µm)`
        },
        ...(model.leak ? [{ name: 'Patient and model', value: leakSentence[model.leak] }] : []),
        { name: 'Default threshold', value: model.threshold === null ? none : String(model.threshold) }
      ]
    },
    ...(limits.length > 0
      ? [
          {
            kind: 'callout' as const,
            tone: 'plain' as const,
            title: 'Limits stated in the model card',
            lines: limits
          }
        ]
      : [
          {
            kind: 'text' as const,
            tone: 'muted' as const,
            text:
              model.card === null
                ? 'These weights are no longer installed, so their model card cannot be quoted.'
                : 'The model card states no limits.'
          }
        ])
  ]
}

/** Returns the bullet points under “Limits” of a model card, as plain text. */
function limitsOf(card: string | null): string[] {
  const section = /^## Limits\s*$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(card ?? '')?.[1] ?? ''
  return section
    .split(/^- /m)
    .slice(1)
    .map(point => point.replace(/\s+/g, ' ').replace(/[*_`]/g, '').trim())
}

const qualityWords = ({ quality }: ReportRecord['run']): string =>
  quality === null
    ? 'not run'
    : warningsOf(quality).join(' ') || `${count(quality.patches)} patches checked, none flagged`

export function runBlocks(record: ReportRecord): Block[] {
  const { run } = record
  const { tiles, parameters } = run
  const facts: Fact[] = [
    { name: 'Number', value: `${run.id}, started ${utc(run.createdAt)}` },
    { name: 'Engine', value: run.engine ?? none },
    { name: 'Device', value: run.device ?? none },
    { name: 'Slide reader', value: run.reader ? `${run.reader.name} ${run.reader.version}` : none },
    ...(run.profile ? [{ name: 'ICC profile', value: profileWords(run.profile) }] : []),
    ...(run.remarks.length > 0 ? [{ name: 'Remarks of the reader', value: run.remarks.join(' ') }] : []),
    { name: 'Probabilities', value: isNothing(run.outcome) ? none : calibrationWords(run) },
    { name: 'Threshold', value: thresholdOf(record) },
    { name: 'Quality check', value: qualityWords(run) },
    { name: 'Patch distance', value: `${number(run.strideUm)} µm` },
    {
      name: 'Tissue',
      value:
        parameters.tissueThreshold === null
          ? 'every patch of the folder'
          : `minimum score ${parameters.tissueThreshold} (0–255)`
    },
    {
      name: 'Tiles',
      value: `${tiles.total}: ${tiles.done} analysed, ${tiles.failed} failed, ${tiles.background} excluded as background`
    },
    {
      name: 'Patches',
      value: `${count(run.patches)} of ${count(run.planned)} with tissue analysed in ${number(run.seconds)} s`
    }
  ]
  return [
    { kind: 'facts', facts },
    ...(run.failedTiles.length > 0
      ? [
          {
            kind: 'table' as const,
            caption: 'Failed tiles: these areas have no result',
            columns: [
              { title: 'Tile', width: 8 },
              { title: 'Rows', width: 14 },
              { title: 'Columns', width: 14 },
              { title: 'Reason', width: 64 }
            ],
            rows: run.failedTiles.map(({ index, row, col, rows, cols, failure }) => [
              { text: String(index) },
              { text: `${row}–${row + rows - 1}` },
              { text: `${col}–${col + cols - 1}` },
              { text: failure ?? none }
            ])
          }
        ]
      : [])
  ]
}

export function softwareBlocks(record: ReportRecord): Block[] {
  const { software, madeAt, review } = record
  return [
    {
      kind: 'facts',
      facts: [
        { name: 'Software', value: `${software.name} ${software.version}` },
        {
          name: 'Report made',
          value: `${utc(madeAt.utc)} (${local(madeAt.local)} on this computer’s clock)`
        },
        {
          name: 'Review',
          value:
            review.sequence === 0
              ? 'not started'
              : `${review.state}, as of entry ${review.sequence} of its log${review.updatedAt ? `, ${utc(review.updatedAt)}` : ''}`
        },
        ...(review.hash ? [{ name: 'Hash of this entry', value: review.hash, exact: true }] : [])
      ]
    },
    { kind: 'text', tone: 'plain', text: record.notice },
    { kind: 'text', tone: 'plain', text: record.areaNotice }
  ]
}
