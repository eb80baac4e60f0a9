import type { PatchLabel } from '../../../contract/review/review.ts'

/** A reviewer's decisions on an item, whatever the model predicts. */
export const decisions = ['positive', 'negative', 'unsure'] as const satisfies readonly PatchLabel[]

export const decisionKeys: Record<PatchLabel, string> = { positive: '1', negative: '2', unsure: '3' }

/** What a label means compared with the model's class. */
export type Consequence = 'confirmed' | 'falsePositive' | 'falseNegative' | 'unsure'

/** @param marked whether the model's prediction is positive at the review's threshold */
export function consequenceOf(marked: boolean, label: PatchLabel): Consequence {
  if (label === 'unsure') return 'unsure'
  if (marked === (label === 'positive')) return 'confirmed'
  return marked ? 'falsePositive' : 'falseNegative'
}

/**
 * Chooses the cells of an item that a decision labels. A region keeps labels that its patches were
 * given one by one, so that a decision on the whole never changes them unnoticed; a region whose
 * patches all share a label changes as a whole.
 * @param labels the present label of each cell, 0 for none
 * @param word the label to give, as in `labels`
 * @returns the indexes of the cells to label, and how many keep a different label
 */
export function cellsToLabel(labels: readonly number[], word: number): { take: number[]; kept: number } {
  const all = labels.map((_, index) => index)
  if (new Set(labels).size <= 1) return { take: all, kept: 0 }
  const take = all.filter(index => labels[index] === 0 || labels[index] === word)
  return { take, kept: all.length - take.length }
}

/** Keys that move to another item without a decision. */
export const stepKeys = { skip: 'S', back: 'B' } as const
