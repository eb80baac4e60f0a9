import type { DefaultCheck } from '../../../contract/models/default-check.ts'
import type { PatientFigures } from '../../../contract/models/evaluation.ts'
import type { ModelDetails, ModelSummary } from '../../../contract/models/model.ts'
import type { BesideParent } from '../../../contract/models/parent-comparison.ts'
import {
  compareVersions,
  type Direction,
  type VersionComparison
} from '../../../contract/models/version-comparison.ts'

/** A model together with what its folder states. */
export interface Candidate {
  model: ModelSummary
  details: ModelDetails
}

interface Finding {
  sentence: string
  /** Whether the finding requires the user to confirm. */
  asks: boolean
}

/**
 * Runs the default check on a candidate. The user is asked to confirm unless the model is a clear
 * improvement: if it was trained on from another model, imported, never evaluated on patients
 * excluded from its training, or does worse than the current default.
 */
export function defaultCheckOf(candidate: Candidate, present: Candidate | null): DefaultCheck {
  const { model, details } = candidate
  const findings = [
    ...(model.origin === 'imported' ? [{ sentence: imported, asks: true }] : []),
    ...(details.parent ? [besideParent(details.parent, details.besideParent)] : []),
    ...(unseenBy(details).size === 0 ? [{ sentence: unjudged, asks: true }] : []),
    ...(present ? besidePresent(candidate, present) : [])
  ]
  return {
    present: present && { name: present.model.name, title: present.model.title },
    asks: findings.some(({ asks }) => asks),
    sentences: findings.map(({ sentence }) => sentence)
  }
}

const imported =
  'This model was imported. Ductal checked that it runs; its figures and patients are as stated in its folder.'
const unjudged = 'Its performance on unseen patients is unknown.'

function besideParent(parent: NonNullable<ModelDetails['parent']>, beside: BesideParent | null): Finding {
  const origin = `Fine-tuned from ${parent.name} ${parent.version}`
  if (!beside) return { sentence: `${origin}. The two versions have not been compared.`, asks: true }
  if (!beside.comparable) return { sentence: `${origin}. ${beside.reason}`, asks: true }
  const { version, differences } = beside
  const figures = figuresOf(
    parent.name,
    [version.balancedAccuracy, beside.parent.balancedAccuracy],
    [version.auc, beside.parent.auc]
  )
  const who = version.perPatient.map(({ patient }) => patient).join(', ')
  return {
    sentence: `${origin}. On ${version.patches} patches of ${who}, unseen by both: ${figures}. ${wordsOf(compareVersions(differences))}`,
    asks: true
  }
}

/** Compares the models on patients with both classes that both were trained without. */
function besidePresent(candidate: Candidate, present: Candidate): Finding[] {
  const [own, other] = [unseenBy(candidate.details), unseenBy(present.details)]
  if (own.size === 0) return []
  const { title } = present.model
  const common = [...own.keys()].filter(patient => judged(own.get(patient)) && judged(other.get(patient)))
  if (common.length === 0)
    return [
      {
        sentence: `It cannot be compared with ${title}: no patient with both classes was left out of both.`,
        asks: true
      }
    ]
  const mean = (of: Map<string, PatientFigures>, figure: 'balancedAccuracy' | 'auc') =>
    common.reduce((sum, patient) => sum + (of.get(patient)?.[figure] ?? Number.NaN), 0) / common.length
  const balanced: [number, number] = [mean(own, 'balancedAccuracy'), mean(other, 'balancedAccuracy')]
  const areas: [number, number] = [mean(own, 'auc'), mean(other, 'auc')]
  const comparison = compareVersions({
    accuracy: unknown,
    balancedAccuracy: less(balanced),
    auc: less(areas)
  })
  const sentence = `On ${common.join(', ')}, left out of both models or of trainings by their recipes, on average: ${figuresOf(title, balanced, areas)}. ${directions[comparison.direction]}`
  return [{ sentence, asks: comparison.direction === 'worse' || comparison.direction === 'mixed' }]
}

const unknown = { value: null, interval: null }
const less = ([own, other]: [number, number]) => ({ value: own - other, interval: null })

const judged = (figures: PatientFigures | undefined) => typeof figures?.auc === 'number'

/**
 * Returns figures by patient, from trainings that excluded the patient. If there are two, the
 * model's own figures win.
 */
function unseenBy({ evaluation, crossValidation }: ModelDetails): Map<string, PatientFigures> {
  const leaked = evaluation?.leakedPatients ?? []
  const folds = crossValidation.flatMap(({ perPatient }) => perPatient)
  const own = (evaluation?.test?.perPatient ?? []).filter(({ patient }) => !leaked.includes(patient))
  return new Map([...folds, ...own].map(figures => [figures.patient, figures]))
}

type Pair = readonly [number | null, number | null]
const shown = (value: number | null) => (value === null ? '–' : value.toFixed(3))

const figuresOf = (other: string, balanced: Pair, areas: Pair) =>
  `balanced accuracy ${shown(balanced[0])} (${other}: ${shown(balanced[1])}); AUC ${shown(areas[0])} (${other}: ${shown(areas[1])})`

const directions: Record<Direction, string> = {
  better: 'It is better.',
  worse: 'It is worse.',
  mixed: 'It is better in one figure and worse in the other.',
  same: 'Both are equal.'
}

function wordsOf({ direction, sure }: VersionComparison): string {
  if (direction === 'mixed' || direction === 'same') return directions[direction]
  const word = directions[direction].replace(/\.$/, '')
  if (sure === null) return `${word}, but these patients are too few for an interval.`
  return sure
    ? `${word}, and the 95 % intervals support this.`
    : `${word}, but the 95 % intervals include zero difference.`
}
