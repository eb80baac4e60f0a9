import { documentOf, type EvaluationDocument } from '../../../evaluation/document.ts'
import { evaluationOf, type ScoredFolder } from '../../../evaluation/evaluate.ts'
import { groupByPatient } from '../../../evaluation/metrics/figures.ts'
import { type PairedDifference, type PairedTest, pairedTest } from '../../../evaluation/metrics/paired.ts'
import { figure } from '../../output/markdown.ts'

/** A second model on the same patches, and the differences: the second minus the first. */
export interface Against extends PairedTest {
  version: string
  evaluation: EvaluationDocument
}

export function againstOf(first: ScoredFolder, second: ScoredFolder): Against {
  const judged = ({ spec, set, indices, scores }: ScoredFolder) => ({
    patients: groupByPatient(set, indices, scores),
    threshold: spec.threshold
  })
  const { spec, engine, set, indices, scores } = second
  return {
    version: spec.version,
    evaluation: documentOf(evaluationOf(spec, engine, set, indices, scores)),
    ...pairedTest(judged(first), judged(second))
  }
}

const names: Record<keyof PairedTest['differences'], string> = {
  auc: 'AUC',
  balancedAccuracy: 'balanced accuracy',
  accuracy: 'accuracy',
  sensitivity: 'sensitivity',
  specificity: 'specificity',
  f1: 'F1 (weighted by class)',
  averagePrecision: 'average precision',
  ece: 'ECE',
  brier: 'Brier'
}

export function againstSummary({ version, evaluation, differences, delong }: Against): string {
  const rows = Object.entries(names).map(
    ([name, words]) => `  ${words.padEnd(23)}${rowOf(differences[name as keyof typeof differences])}`
  )
  return `${evaluation.model} ${version} minus it, on the same patches, each at its own threshold (${evaluation.threshold}):
${rows.join('\n')}
${delong ? delongOf(delong) : '  No test of the AUC: all patches are of one class.'}
`
}

function rowOf({ value, interval, p }: PairedDifference): string {
  const sure = interval
    ? `[${signed(interval[0])}, ${signed(interval[1])}], ${probability(p)}, by bootstrap over patients`
    : 'no interval: too few patients'
  return `${value === null ? '–' : signed(value)} ${sure}`
}

const delongOf = ({ patches, patients }: NonNullable<PairedTest['delong']>): string =>
  `  DeLong's test of the AUC: ${probability(patches.p)} with patches as independent, which is too small; ${patients ? `${probability(patients.p)} with patients as clusters` : 'too few patients for clusters'}`

const signed = (value: number) => `${value < 0 ? '−' : '+'}${figure(Math.abs(value))}`

const probability = (p: number | null) =>
  p === null ? 'p unknown' : p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`
