import { share } from '../../contract/format.ts'

export { count } from '../../contract/format.ts'

/** Three decimals, or a dash if there is no value. */
export const figure = (value: number | null | undefined): string => share(value ?? null)

/** A share in percent with one decimal. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** A table in Markdown. */
export function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
