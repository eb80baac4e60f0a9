import { paperSystemNames } from '../recipes/systems.ts'
import type { Run } from './run.ts'
import { runsOf, slideOf } from './summary.ts'
import { titleOf } from './titles.ts'

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
