import type { Difference, Differences } from './parent-comparison.ts'

/** How a version's figures compare with its parent's. */
export type Direction = 'better' | 'worse' | 'mixed' | 'same'

export interface VersionComparison {
  direction: Direction
  /**
   * Whether the intervals support the direction; null without intervals, false for mixed or equal
   * figures.
   */
  sure: boolean | null
}

/** Compares a version with its parent by balanced accuracy and AUC. */
export function compareVersions({ balancedAccuracy, auc }: Differences): VersionComparison {
  const known = [balancedAccuracy, auc].filter(({ value }) => value !== null)
  const direction = directionOf(known.map(({ value }) => value ?? 0))
  const intervals = known.flatMap(({ interval }) => (interval ? [interval] : []))
  if (intervals.length === 0) return { direction, sure: null }
  if (direction === 'better') return { direction, sure: intervals.some(([low]) => low > 0) }
  if (direction === 'worse') return { direction, sure: intervals.some(([, high]) => high < 0) }
  return { direction, sure: false }
}

function directionOf(values: NonNullable<Difference['value']>[]): Direction {
  const [up, down] = [values.some(value => value > 0), values.some(value => value < 0)]
  if (up && down) return 'mixed'
  if (up) return 'better'
  return down ? 'worse' : 'same'
}
