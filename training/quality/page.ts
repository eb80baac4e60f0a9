import { join } from 'node:path'
import { count, table } from '../results/text.ts'
import type { Rate } from './rates.ts'
import type { GateReport } from './report.ts'

export const gatePage = join(import.meta.dirname, '../../docs/quality-check.md')

const [begin, end] = ['<!-- rates: written by ductal gate --fit -->', '<!-- end of the rates -->']
const percent = (share: number) => `${(100 * share).toFixed(1)} %`

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
export function pageWith(page: string, { rates }: GateReport): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from)
    throw new Error(`The page lacks the markers for the rates: “${begin}” … “${end}”.`)
  return `${page.slice(0, from)}${begin}\n${rateTable(rates)}\n${page.slice(to)}`
}
