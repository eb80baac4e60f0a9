import { join } from 'node:path'
import { count, percent, table } from '../output/markdown.ts'
import type { Rate, Thresholds } from './rates.ts'
/** How often a quality check flags each trial. */
export interface QualityReport extends Thresholds {
  seed: number
  /** Each trial uses one patch in this many; the unaltered patches are all used. */
  every: number
  /** Number of patients of the fit, or of those tested if nothing was fitted. */
  patients: number
  /** Number of patients that neither weights nor thresholds know; 0 if nothing was fitted. */
  validation: number
  /** Of the validation patients, if there are any. */
  rates: Rate[]
  /** Of the patients of the fit, each tested by a quality check fitted without it. */
  crossValidated: Rate[]
}

const docs = join(import.meta.dirname, '../../docs')
export const qualityPage = join(docs, 'quality-check.md')
export const qualityReportFile = join(docs, 'results', 'quality-check.json')

const [begin, end] = ['<!-- rates: written by ductal quality --fit -->', '<!-- end of the rates -->']

/** Returns the rates as a table with one row per trial. */
export function rateTable({
  rates,
  crossValidated
}: Pick<QualityReport, 'rates' | 'crossValidated'>): string {
  const slides = (rate: Rate | undefined) =>
    rate && rate.slides > 0 ? `${rate.otherScale} of ${rate.slides}` : '–'
  const rows = rates.map(rate => {
    const across = crossValidated.find(({ name }) => name === rate.name)
    const { name, patches, alone, pen, together } = rate
    const own = [name, count(patches), percent(alone), percent(pen), percent(together), slides(rate)]
    return [...own, across ? percent(across.alone) : '–', slides(across)]
  })
  return table(columns, rows)
}

const columns = [
  'variant',
  'patches',
  'flagged alone',
  'as pen',
  'flagged together',
  'slides of another scale',
  'cross-validated: alone',
  'slides'
]

/**
 * Replaces the table between the two markers of the page.
 * @throws Error if the page lacks the markers
 */
export function pageWith(page: string, report: QualityReport): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`The page has no markers for the rates: “${begin}” … “${end}”.`)
  return `${page.slice(0, from)}${begin}\n${rateTable(report)}\n${page.slice(to)}`
}
