import { join } from 'node:path'
import { count, percent, table } from '../output/markdown.ts'
import type { Rate, Thresholds } from './rates.ts'
/** How often a quality check flags each trial. */
export interface QualityReport extends Thresholds {
  seed: number
  /** Each trial uses one patch in this many; the unaltered patches are all used. */
  every: number
  patients: number
  /** Whether the tested patients were held out from the fit; null if unknown. */
  heldOut: boolean | null
  rates: Rate[]
}

const docs = join(import.meta.dirname, '../../docs')
export const qualityPage = join(docs, 'quality-check.md')
export const qualityReportFile = join(docs, 'results', 'quality-check.json')

const [begin, end] = ['<!-- rates: written by ductal quality --fit -->', '<!-- end of the rates -->']

/** Returns the rates as a table with one row per trial. */
export function rateTable(rates: readonly Rate[]): string {
  const rows = rates.map(({ name, patches, alone, together }) => [
    name,
    count(patches),
    percent(alone),
    percent(together)
  ])
  return table(['variant', 'patches', 'flagged alone', 'flagged together'], rows)
}

/**
 * Replaces the table between the two markers of the page.
 * @throws Error if the page lacks the markers
 */
export function pageWith(page: string, { rates }: QualityReport): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`The page has no markers for the rates: “${begin}” … “${end}”.`)
  return `${page.slice(0, from)}${begin}\n${rateTable(rates)}\n${page.slice(to)}`
}
