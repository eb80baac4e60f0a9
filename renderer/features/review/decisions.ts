import type { PatchLabel } from '../../../contract/review/review.ts'

/** A reviewer's decisions on an item, relative to the model's prediction. */
export const decisions = ['confirm', 'falsePositive', 'falseNegative', 'unsure'] as const
export type Decision = (typeof decisions)[number]

/**
 * Returns the label that a decision gives a patch. Undefined if the decision does not apply: only a
 * marked patch can be a false positive, only an unmarked one a false negative.
 */
export function labelFor({ marked }: { marked: boolean }, decision: Decision): PatchLabel | undefined {
  if (decision === 'unsure') return 'unsure'
  if (decision === 'confirm') return marked ? 'positive' : 'negative'
  if (decision === 'falsePositive') return marked ? 'negative' : undefined
  return marked ? undefined : 'positive'
}

/** One key per decision, all under the left hand, so that the right hand stays on the mouse. */
export const decisionKeys: Record<Decision, string> = {
  confirm: 'C',
  falsePositive: 'X',
  falseNegative: 'V',
  unsure: 'D'
}

/** Keys that move to another item without a decision. */
export const stepKeys = { skip: 'S', back: 'B' } as const
