import { join } from 'node:path'
import type { BesideParent, Difference, Differences } from '../../contract/models/parent-comparison.ts'
import { readJsonIfThere, writeJson } from '../output/files.ts'
import { figure as shown } from '../output/markdown.ts'

/**
 * comparison.json of a model trained on from another: the version compared with its parent, on
 * patients that neither has seen.
 */
export type Comparison = BesideParent
export type Compared = Extract<Comparison, { comparable: true }>

const comparisonFile = 'comparison.json'

export const writeComparison = (folder: string, comparison: Comparison): Promise<void> =>
  writeJson(join(folder, comparisonFile), comparison)

/** Undefined if the model has no parent. */
export const readComparison = (folder: string): Promise<Comparison | undefined> =>
  readJsonIfThere(join(folder, comparisonFile))

/** Returns a section of the card. */
export function besideParent(comparison: Comparison): string {
  const title = '## Compared with its parent'
  if (!comparison.comparable) return `${title}\n**${comparison.reason}**`
  const { parent, version, differences } = comparison
  const row = (name: string, figure: keyof Differences) =>
    `| ${name} | ${shown(parent[figure])} | ${shown(version[figure])} | ${change(differences[figure])} |`
  const names = version.perPatient.map(({ patient }) => patient).join(', ')
  return `${title}
On ${version.patches} patches of ${names}, which neither model has seen, each at its own threshold (${parent.threshold} and ${version.threshold}).

| figure | ${parent.model} ${parent.version} | this version | difference (95 % interval over patients) |
|---|---|---|---|
${[row('accuracy', 'accuracy'), row('balanced', 'balancedAccuracy'), row('AUC', 'auc')].join('\n')}
| ECE | ${shown(parent.ece)} | ${shown(version.ece)} | |
| Brier | ${shown(parent.brier)} | ${shown(version.brier)} | |`
}

const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`

/** Formats a difference and its interval for people. */
export function change({ value, interval }: Difference): string {
  if (value === null) return '–'
  return interval
    ? `${signed(value)} (${signed(interval[0])} to ${signed(interval[1])})`
    : `${signed(value)} (too few patients for an interval)`
}
