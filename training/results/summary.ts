import type { ProtocolName } from '../data/protocol.ts'
import type { Contender, Run } from './run.ts'

/** Mean and sample deviation of a figure over runs; the deviation is null for a single run. */
export interface Spread {
  mean: number
  deviation: number | null
  count: number
}

export function spreadOf(values: number[]): Spread | null {
  if (values.length === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    mean,
    deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null,
    count: values.length
  }
}

export const runsOf = (runs: Run[], system: Contender, protocol: ProtocolName): Run[] =>
  runs.filter(run => run.system === system && run.protocol === protocol)

/** Slides that were each left out alone, sorted. */
export function slidesOf(runs: Run[]): string[] {
  const alone = runs.filter(
    ({ protocol, figures }) => protocol === 'slides' && figures.perPatient.length === 1
  )
  return [...new Set(alone.map(slideOf))].sort()
}

export const slideOf = (run: Run): string => run.figures.perPatient[0]?.patient ?? ''
