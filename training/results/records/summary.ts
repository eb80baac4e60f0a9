import { recurrentDefaults } from '../../../engine/models/recurrent.ts'
import { baselineName } from '../../baseline/baseline.ts'
import type { ProtocolName } from '../../data/protocol.ts'
import { figure } from '../../output/markdown.ts'
import { paperSystemNames, systems } from '../../recipes/systems.ts'
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

/** "0.892 ± 0.004", or a dash if there is no value yet. */
export const spread = (of: Spread | null): string =>
  of === null ? '–' : of.deviation === null ? figure(of.mean) : `${figure(of.mean)} ± ${figure(of.deviation)}`

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

export const titleOf = (contender: Contender): string =>
  contender === baselineName ? 'colour alone (floor)' : systems[contender].title

/** Describes the size and length chosen for a run in a few words. */
export function wordsOf({ recipe }: Run): string {
  const { epochs, units, tokens, rate } = recipe
  if (epochs === undefined) return '15 numbers per patch'
  const sequence = typeof tokens === 'object' ? `blocks of ${tokens.block}×${tokens.block}, ` : ''
  const width = units === undefined || units === recurrentDefaults.units ? '' : `${units} units, `
  return `${sequence}${width}${epochs} epochs, rate ${rate}`
}

/** Networks that need three seeds under the paper's protocol; the others need one. */
const headline: readonly string[] = ['cnn', 'resnet-18', 'lstm-attention', 'gru-attention']

/** Trainings still missing from these tables. */
export function missingOf(runs: Run[], slides: string[]): string[] {
  return paperSystemNames.flatMap(system => {
    const wanted = headline.includes(system) ? 3 : 1
    const seeds = wanted - runsOf(runs, system, 'paper').length
    const done = runsOf(runs, system, 'slides').map(slideOf)
    const left = slides.filter(slide => !done.includes(slide))
    return [
      ...(seeds > 0 ? [`${titleOf(system)}: ${seeds} of ${wanted} seeds of the paper’s protocol`] : []),
      ...(left.length > 0 ? [`${titleOf(system)}: ${left.join(', ')} left out`] : [])
    ]
  })
}
