import type { Spread } from './summary.ts'

export const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(3)

/** "0.892 ± 0.004", or a dash if there is no value yet. */
export const spread = (of: Spread | null): string =>
  of === null ? '–' : of.deviation === null ? figure(of.mean) : `${figure(of.mean)} ± ${figure(of.deviation)}`

export const count = (value: number): string => value.toLocaleString('en')

/** A table in Markdown. */
export function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
