import type { PatchLabel } from '../../../contract/review.ts'

/** What a reviewer says of an item, seen against what the model says. */
export const decisions = ['confirm', 'falsePositive', 'falseNegative', 'unsure'] as const
export type Decision = (typeof decisions)[number]

/** What a decision says of a patch; undefined where it cannot be: only what is marked can be falsely so. */
export function labelFor({ marked }: { marked: boolean }, decision: Decision): PatchLabel | undefined {
  if (decision === 'unsure') return 'unsure'
  if (decision === 'confirm') return marked ? 'positive' : 'negative'
  if (decision === 'falsePositive') return marked ? 'negative' : undefined
  return marked ? undefined : 'positive'
}
