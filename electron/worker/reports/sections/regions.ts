import { classesOf } from '../../../../results/source.ts'
import type { ReportedRegion, ReportRecord } from '../record.ts'
import type { Block, Cell, Fact, Heading } from '../tree.ts'
import { areaOf, count, lengthOf, none, probability, utc } from '../words.ts'
import { regionFigures } from './figures.ts'

const verdict = ({ agrees }: ReportedRegion) => (agrees === null ? none : agrees ? 'agree' : 'differ')

/** Lists the regions in a table, one per line. */
export function regionTable(record: ReportRecord): Block[] {
  const { threshold } = record.review
  if (record.regions.length === 0)
    return [{ kind: 'text', tone: 'plain', text: 'The review has no regions.' }]
  const rows = record.regions.map((region): Cell[] => [
    { text: String(region.number), strong: true, link: `region-${region.number}` },
    { text: region.class.name, swatch: region.class.color },
    { text: region.name || none },
    { text: areaOf(region.measures.areaMm2) },
    {
      text: lengthOf(region.kind === 'line' ? region.measures.lengthMm : region.measures.largestDiameterMm)
    },
    { text: count(region.measures.patches) },
    { text: probability(region.measures.meanProbability, threshold) },
    { text: probability(region.measures.maxProbability, threshold) },
    { text: region.modelClass ?? none },
    { text: verdict(region), strong: region.agrees === false }
  ])
  return [
    {
      kind: 'table',
      caption: 'Regions',
      columns: [
        { title: 'No.', width: 5 },
        { title: 'Reviewer', width: 12 },
        { title: 'Name', width: 16 },
        { title: 'Area', width: 13, right: true },
        { title: 'Diameter', width: 12, right: true },
        { title: 'Patches', width: 9, right: true },
        { title: 'Mean p', width: 8, right: true },
        { title: 'Max p', width: 8, right: true },
        { title: 'Model', width: 13 },
        { title: 'Both', width: 8 }
      ],
      rows
    },
    {
      kind: 'text',
      tone: 'muted',
      text:
        'Diameter: the greatest distance between two points of the region, or the length of a line. Patches: those with their centre in the region; ' +
        `p: their probability of ${classesOf(record.model)[1]}. Model: the class of at least half of them at the threshold of ${threshold}.`
    }
  ]
}

/** Returns one region's block: images, measurements, note and comments. */
export function regionBlock(record: ReportRecord, region: ReportedRegion, pictured: boolean): Block {
  const heading: Heading = {
    kind: 'heading',
    level: 2,
    text: `Region ${region.number} · ${region.class.name}${region.name ? ` · ${region.name}` : ''}`,
    id: `region-${region.number}`,
    swatch: region.class.color
  }
  return {
    kind: 'together',
    blocks: [
      heading,
      ...(pictured ? [{ kind: 'figures' as const, figures: regionFigures(record, region) }] : []),
      { kind: 'facts', short: true, facts: factsOf(record, region) },
      ...said(region)
    ]
  }
}

function factsOf({ review, slide }: ReportRecord, region: ReportedRegion): Fact[] {
  const { measures, bounds } = region
  const mm = (pixels: number) => ((pixels * slide.mpp) / 1000).toFixed(2)
  const facts: (Fact | false)[] = [
    { name: 'Reviewer’s class', value: region.class.name },
    ...patchFacts(region, review.threshold),
    measures.areaMm2 !== null && { name: 'Area', value: areaOf(measures.areaMm2) },
    measures.lengthMm === null &&
      measures.largestDiameterMm !== null && {
        name: 'Largest diameter',
        value: lengthOf(measures.largestDiameterMm)
      },
    measures.perimeterMm !== null && { name: 'Perimeter', value: lengthOf(measures.perimeterMm) },
    measures.lengthMm !== null && { name: 'Length', value: lengthOf(measures.lengthMm) },
    {
      name: 'Position',
      value: `x ${mm(bounds.minX)}–${mm(bounds.maxX)}, y ${mm(bounds.minY)}–${mm(bounds.maxY)} mm`
    },
    { name: 'Drawn as', value: `${region.kind}${origins[region.origin]}${region.locked ? ', locked' : ''}` },
    { name: 'Last changed', value: utc(region.updatedAt) }
  ]
  return facts.filter(fact => fact !== false)
}

/** Reports the network's predictions for the patches inside; lines and points have none. */
function patchFacts(
  { geometry, measures, modelClass, agrees, flagged }: ReportedRegion,
  threshold: number
): Fact[] {
  if (geometry.type === 'line' || geometry.type === 'point') return []
  if (modelClass === null) return [{ name: 'Model’s class', value: 'no analysed patch inside' }]
  return [
    { name: 'Model’s class', value: `${modelClass}, ${agrees ? 'agrees' : 'disagrees'} with the reviewer` },
    { name: 'Patches marked', value: `${count(measures.positive)} of ${count(measures.patches)}` },
    ...(flagged ? [{ name: 'Patches flagged', value: `${count(flagged)} by the quality check` }] : []),
    {
      name: 'Probability',
      value: `mean ${probability(measures.meanProbability, threshold)}, maximum ${probability(measures.maxProbability, threshold)}`
    }
  ]
}

const origins = { drawn: '', imported: ', imported', patches: ', from marked patches' } as const

function said({ note, comments }: ReportedRegion): Exclude<Block, { kind: 'together' }>[] {
  const lines = [
    ...(note ? [`Note: ${note}`] : []),
    ...comments.map(({ text, reviewer, utc: at }) => `${reviewer}, ${utc(at)}: ${text}`)
  ]
  return lines.map(text => ({ kind: 'text', tone: 'plain', text }))
}
